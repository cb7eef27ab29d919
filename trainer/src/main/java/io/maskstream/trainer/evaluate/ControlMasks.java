package io.maskstream.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Other masks of the same area, to tell what a mask's choice is worth from what its area is worth. */
final class ControlMasks {

    private ControlMasks() {}

    /** The same weights of each record in another order. */
    static List<float[]> shuffled(List<float[]> masks, Random random) {
        return masks.stream().map(mask -> shuffled(mask, random)).toList();
    }

    private static float[] shuffled(float[] mask, Random random) {
        float[] shuffled = Arrays.copyOf(mask, mask.length);
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float swapped = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = swapped;
        }
        return shuffled;
    }

    /** The mean weight of a record at each of its parts. */
    static List<float[]> constant(List<float[]> masks) {
        List<float[]> constant = new ArrayList<>(masks.size());
        for (float[] mask : masks) {
            double sum = 0;
            for (float weight : mask) {
                sum += weight;
            }
            float[] same = new float[mask.length];
            Arrays.fill(same, (float) (sum / mask.length));
            constant.add(same);
        }
        return constant;
    }

    /** The weights of each record, the highest where a score is highest. */
    static List<float[]> inOrderOf(List<float[]> scores, List<float[]> masks) {
        List<float[]> reordered = new ArrayList<>(masks.size());
        for (int i = 0; i < masks.size(); i++) {
            float[] mask = masks.get(i);
            int[] order = Ranking.descending(scores.get(i));
            int[] values = Ranking.descending(mask);
            float[] row = new float[mask.length];
            for (int t = 0; t < order.length; t++) {
                row[order[t]] = mask[values[t]];
            }
            reordered.add(row);
        }
        return reordered;
    }
}
