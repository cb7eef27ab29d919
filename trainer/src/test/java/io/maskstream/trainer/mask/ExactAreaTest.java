package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class ExactAreaTest {

    private static final int PARTS = 1000;

    @Test
    void theHighestShareIsKeptAndTheRestLeftOut() {
        float[] mask = mask(random(1), PARTS);

        long kept = IntStream.range(0, PARTS).filter(i -> mask[i] > 0.5).count();
        long between = IntStream.range(0, PARTS)
                .filter(i -> mask[i] > 0.02 && mask[i] < 0.98)
                .count();
        assertThat(kept).isBetween(298L, 300L);
        assertThat(between).isLessThan(20);
    }

    @Test
    void partsFarFromTheThresholdKeepTheirOrder() {
        float[] weights = random(2);
        float[] mask = mask(weights, PARTS);

        int[] byWeight = IntStream.range(0, PARTS)
                .boxed()
                .sorted((a, b) -> Float.compare(weights[b], weights[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(IntStream.range(1, PARTS).filter(i -> mask[byWeight[i]] > mask[byWeight[i - 1]]))
                .isEmpty();
        assertThat(IntStream.range(1, PARTS).filter(i -> mask[byWeight[i]] == mask[byWeight[i - 1]]))
                .hasSizeLessThan(10);
    }

    @Test
    void paddingIsLeftOutAndDoesNotCount() {
        float[] mask = mask(random(3), 10);

        assertThat(IntStream.range(0, 10).filter(i -> mask[i] >= 0.5)).hasSize(3);
        assertThat(IntStream.range(10, PARTS).filter(i -> mask[i] != 0)).isEmpty();
    }

    /** Returns outputs of a mask network: softplus of normally distributed logits. */
    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] weights = new float[PARTS];
        for (int i = 0; i < PARTS; i++) {
            weights[i] = (float) Math.log1p(Math.exp(3 * random.nextGaussian()));
        }
        return weights;
    }

    /** Returns the mask of a record with a share of 0.3. */
    private static float[] mask(float[] weights, int valid) {
        float[][] tokens = {new float[PARTS]};
        Arrays.fill(tokens[0], 0, valid, 1);
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            var mask = new ExactArea(0.3).of(tf, tf.constant(new float[][] {weights}), tf.constant(tokens));
            try (Result fetched = session.runner().fetch(mask).run()) {
                return StdArrays.array2dCopyOf((TFloat32) fetched.get(0))[0];
            }
        }
    }
}
