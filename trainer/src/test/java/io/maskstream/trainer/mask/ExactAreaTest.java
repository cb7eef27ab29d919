package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
                .as("weights that rounding makes equal")
                .hasSizeLessThan(PARTS / 10);
    }

    @Test
    void paddingIsLeftOutAndDoesNotCount() {
        float[] mask = mask(random(3), 10);

        assertThat(IntStream.range(0, 10).filter(i -> mask[i] >= 0.5)).hasSize(3);
        assertThat(IntStream.range(10, PARTS).filter(i -> mask[i] != 0)).isEmpty();
    }

    @Test
    void theOnlyKeptPartOfAFewHasAWeightNearOne() {
        float[] mask = mask(random(4), 4);

        assertThat(IntStream.range(0, 4).filter(i -> mask[i] > 0.9)).hasSize(1);
        assertThat(IntStream.range(0, 4).filter(i -> mask[i] < 0.1)).hasSize(3);
    }

    /** Returns outputs of a mask network in random order: softplus of logits at equal distances. */
    private static float[] random(long seed) {
        List<Float> weights = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            weights.add((float) Math.log1p(Math.exp(8.0 * i / PARTS - 4)));
        }
        Collections.shuffle(weights, new Random(seed));
        float[] array = new float[PARTS];
        for (int i = 0; i < PARTS; i++) {
            array[i] = weights.get(i);
        }
        return array;
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
