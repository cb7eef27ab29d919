package io.maskstream.trainer.evaluate.subject;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Parts of a record in the order of their scores. */
public final class Ranking {

    private Ranking() {}

    /** Indices of the scores, highest first; equal ones in reading order. */
    public static int[] descending(float[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** 1 at the highest {@code count} scores and 0 elsewhere. */
    public static float[] top(float[] scores, int count) {
        float[] mask = new float[scores.length];
        int[] order = descending(scores);
        for (int i = 0; i < Math.min(count, order.length); i++) {
            mask[order[i]] = 1;
        }
        return mask;
    }

    /** 0 at the highest {@code count} scores and 1 elsewhere. */
    public static float[] withoutTop(float[] scores, int count) {
        float[] mask = top(scores, count);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = 1 - mask[i];
        }
        return mask;
    }
}
