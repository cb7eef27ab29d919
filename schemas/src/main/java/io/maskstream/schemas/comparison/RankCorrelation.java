package io.maskstream.schemas.comparison;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Spearman's rank correlation: the correlation of ranks, where equal numbers share their mean rank. */
public final class RankCorrelation {

    private RankCorrelation() {}

    /**
     * Returns the rank correlation of two arrays of the same length.
     *
     * @return the correlation in [-1,1]; 1 if both arrays are constant, because neither prefers any element; 0 if only
     *     one of them is constant
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

    /** Returns the ranks, counted from 1, minus their mean. */
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
            // The mean of the ranks start + 1 to end.
            double shared = (start + 1 + end) / 2.;
            Arrays.stream(order, start, end).forEach(i -> ranks[i] = shared - (values.length + 1) / 2.);
            start = end;
        }
        return ranks;
    }
}
