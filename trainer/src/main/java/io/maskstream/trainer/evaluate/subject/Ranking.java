package io.maskstream.trainer.evaluate.subject;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Ranks the parts of a record by their scores. */
public final class Ranking {

    private Ranking() {}

    /** Returns the indices of the scores, highest first, equal ones in reading order. */
    public static int[] descending(float[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Returns 1 for the highest {@code count} scores and 0 for the others. */
    public static float[] top(float[] scores, int count) {
        float[] mask = new float[scores.length];
        int[] order = descending(scores);
        for (int i = 0; i < Math.min(count, order.length); i++) {
            mask[order[i]] = 1;
        }
        return mask;
    }

    /** Returns 0 for the highest {@code count} scores and 1 for the others. */
    public static float[] withoutTop(float[] scores, int count) {
        float[] mask = top(scores, count);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = 1 - mask[i];
        }
        return mask;
    }
}
