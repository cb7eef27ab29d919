package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class RandomCoalitionTest {

    private static final int RECORDS = 40_000;
    private static final int PARTS = 3;

    private static float[][] weights;
    private static float[][] between;

    @BeforeAll
    static void draw() {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> parts = tf.zeros(tf.constant(new int[] {RECORDS, PARTS}), TFloat32.class);
            RandomCoalition coalition = RandomCoalition.of(
                    Layers.training(tf, new Weights(tf, 1, Map.of()), tf.constant(new long[] {1, 2})), parts);
            try (Result drawn = session.runner()
                    .fetch(coalition.weights())
                    .fetch(coalition.between())
                    .run()) {
                weights = StdArrays.array2dCopyOf((TFloat32) drawn.get(0));
                between = StdArrays.array2dCopyOf((TFloat32) drawn.get(1));
            }
        }
    }

    @Test
    void aQuarterOfThePartsIsBetweenPresentAndAbsent() {
        int asked = 0;
        for (int i = 0; i < RECORDS; i++) {
            for (int part = 0; part < PARTS; part++) {
                boolean isBetween = between[i][part] > 0;
                asked += isBetween ? 1 : 0;
                assertThat(between[i][part]).isIn(0f, 4f);
                assertThat(isBetween || weights[i][part] == 0 || weights[i][part] == 1)
                        .isTrue();
            }
        }
        assertThat(asked / (double) (RECORDS * PARTS)).isCloseTo(0.25, within(0.01));
    }

    /** Parts that only have an effect together share it equally, because coalitions of all sizes are equally likely. */
    @Test
    void theMeanGradientIsAboutTheShapleyValue() {
        // The derivative of x y with respect to x is y; of x y z, it is y z. The Shapley values are 1/2 and 1/3.
        double ofTwo = 0;
        double ofThree = 0;
        for (int i = 0; i < RECORDS; i++) {
            ofTwo += between[i][0] * weights[i][1];
            ofThree += between[i][0] * weights[i][1] * weights[i][2];
        }
        assertThat(ofTwo / RECORDS).isCloseTo(1 / 2., within(0.02));
        assertThat(ofThree / RECORDS)
                .as("a little less, because y and z are independent where they are in between")
                .isCloseTo(1 / 3., within(0.06));
    }
}
