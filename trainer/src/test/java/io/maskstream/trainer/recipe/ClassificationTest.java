package io.maskstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.records.ImageSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class ClassificationTest {

    /** Probabilities of 1/2, 1/4 and 1/4. */
    private static final float[][] LOGITS = {{(float) Math.log(2), 0, 0}};

    @Test
    void crossEntropyIsThatOfTheClass() {
        assertThat(crossEntropy(LOGITS, 0)).isCloseTo((float) -Math.log(0.5), within(1e-6f));
        assertThat(crossEntropy(LOGITS, 2)).isCloseTo((float) -Math.log(0.25), within(1e-6f));
    }

    @Test
    void whereThereIsNoClassItIsThatOfAllAlike() {
        float expected = (float) -(Math.log(0.5) + 2 * Math.log(0.25)) / 3;

        assertThat(crossEntropy(LOGITS, ImageSet.NO_CLASS)).isCloseTo(expected, within(1e-6f));
        assertThat(crossEntropy(new float[][] {{0, 0, 0}}, ImageSet.NO_CLASS))
                .isCloseTo((float) Math.log(3), within(1e-6f));
    }

    private static float crossEntropy(float[][] logits, int target) {
        try (EagerSession session = EagerSession.create()) {
            Ops tf = Ops.create(session);
            Operand<TFloat32> loss = Classification.crossEntropy(
                    tf, tf.constant(logits), tf.constant(new float[] {target}), logits[0].length);
            return loss.asTensor().getFloat();
        }
    }
}
