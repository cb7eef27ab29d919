package io.maskstream.schemas.comparison;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Spearman's rank correlation: the correlation of ranks, where equal numbers share the mean of theirs. */
public final class RankCorrelation {

    private RankCorrelation() {}

    /**
     * Of two rows of numbers.
     *
     * @return in [-1,1]; of rows of which each is one number throughout 1, since both say that nothing comes first; 0 where
     *     one of them alone is
     */
    public static double of(float[] left, float[] right) {
        double[] x = centredRanks(left);
        double[] y = centredRanks(right);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += x[i] * x[i];
            yy += y[i] * y[i];
            xy += x[i] * y[i];
        }
        if (xx == 0 || yy == 0) {
            return xx == yy ? 1 : 0;
        }
        return xy / Math.sqrt(xx * yy);
    }

    /** Ranks from 1, less their mean. */
    private static double[] centredRanks(float[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Float.compare(values[a], values[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int start = 0;
        while (start < order.length) {
            int end = start + 1;
            while (end < order.length && values[order[end]] == values[order[start]]) {
                end++;
            }
            // Of the ranks start + 1 to end.
            double shared = (start + 1 + end) / 2.;
            Arrays.stream(order, start, end).forEach(i -> ranks[i] = shared - (values.length + 1) / 2.);
            start = end;
        }
        return ranks;
    }
}
