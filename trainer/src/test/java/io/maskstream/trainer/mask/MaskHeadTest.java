package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class MaskHeadTest {

    private static final float[] LOGITS = {0.5f, -1, 2};

    /** Values of softplus. */
    private static final float[] WEIGHTS = {0.974077f, 0.313262f, 2.126928f};

    /** Length of a record with padding. */
    private static final int PADDED = 5;

    @Test
    void withoutEvidenceWeightsComeFromTheLogitsAlone() {
        assertThat(weights(LOGITS, null, 1)).containsExactly(WEIGHTS, within(1e-5f));
    }

    @Test
    void theEvidenceForAClassOrdersThePartsAtFirst() {
        float[] weights = weights(new float[3], new float[] {0.1f, -0.4f, 0.2f}, 0, true);

        assertThat(weights[2]).isGreaterThan(weights[0]);
        assertThat(weights[0]).isGreaterThan(weights[1]);
    }

    @Test
    void theEvidenceForAValueChangesNothingAtFirst() {
        float[] evidence = {0.1f, -0.4f, 0.2f};

        assertThat(weights(LOGITS, evidence, 0, false)).containsExactly(weights(LOGITS, new float[3], 0, false));
    }

    @Test
    void strongEvidenceStillHasAnOrder() {
        float[] evidence = new float[200];
        evidence[0] = 0.6f;
        evidence[1] = 0.5f;

        float[] weights = weights(new float[200], evidence, 0, true);

        assertThat(1 - Math.exp(-weights[0])).isLessThan(1);
        assertThat((float) (1 - Math.exp(-weights[0]))).isGreaterThan((float) (1 - Math.exp(-weights[1])));
    }

    @Test
    void onlyTheShareOfAPartInTheEvidenceCounts() {
        float[] small = weights(LOGITS, new float[] {0.04f, -0.01f, 0.02f}, 1);
        float[] large = weights(LOGITS, new float[] {0.4f, -0.1f, 0.2f}, 1);

        assertThat(small).containsExactly(large, within(1e-3f));
        assertThat(large[0]).isNotCloseTo(WEIGHTS[0], within(0.01f));
    }

    @Test
    void paddingChangesNothing() {
        float[] evidence = {0.4f, -0.1f, 0.2f};

        float[] padded = weights(Arrays.copyOf(LOGITS, PADDED), Arrays.copyOf(evidence, PADDED), 1);

        assertThat(Arrays.copyOf(padded, 3)).containsExactly(weights(LOGITS, evidence, 1), within(1e-5f));
    }

    private static float[] weights(float[] logits, float[] evidence, float gain) {
        return weights(logits, evidence, gain, true);
    }

    /**
     * Returns the weights of a record of three parts and padding if its length is {@link #PADDED}, or else without padding.
     *
     * @param evidence null for none
     * @param gain gain of the small network's last layer
     */
    private static float[] weights(float[] logits, float[] evidence, float gain, boolean ofClasses) {
        int length = logits.length;
        float[][] valid = {new float[length]};
        Arrays.fill(valid[0], 0, length == PADDED ? LOGITS.length : length, 1);
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 1);
            if (gain != 0) {
                float[] kernel = new float[8];
                Arrays.fill(kernel, gain);
                weights.given("mask.evidence2.kernel", kernel, 1, 1, 8, 1);
            }
            Operand<TFloat32> parts = tf.constant(valid);
            MaskNetwork.Inputs inputs = new MaskNetwork.Inputs(
                    null,
                    null,
                    parts,
                    parts,
                    true,
                    null,
                    evidence == null ? null : tf.constant(new float[][] {evidence}),
                    ofClasses);
            Operand<TFloat32> result = MaskHead.weights(
                    Layers.serving(tf, weights),
                    tf.reshape(tf.constant(logits), tf.constant(new int[] {1, length, 1})),
                    inputs,
                    false);
            try (Session session = new Session(graph)) {
                for (Op initializer : weights.initializers()) {
                    session.runner().addTarget(initializer).run().close();
                }
                try (Result fetched = session.runner().fetch(result).run()) {
                    return StdArrays.array2dCopyOf((TFloat32) fetched.get(0))[0];
                }
            }
        }
    }
}
