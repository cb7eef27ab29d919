package io.maskstream.trainer.evaluate.subject;

import java.util.Arrays;

/** Spearman's rank correlation; equal numbers share the mean of their ranks. */
public final class RankCorrelation {

    private RankCorrelation() {}

    /**
     * Of two rows of the same length.
     *
     * @return between -1 and 1; {@code NaN} where all numbers of a row are equal, so that it has no order
     */
    public static double of(float[] first, float[] second) {
        double[] a = ranks(first);
        double[] b = ranks(second);
        // The ranks' mean is the same in both, ties or not.
        double mean = (a.length - 1) / 2.0;
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - mean) * (b[i] - mean);
            squaresOfA += (a[i] - mean) * (a[i] - mean);
            squaresOfB += (b[i] - mean) * (b[i] - mean);
        }
        return squaresOfA == 0 || squaresOfB == 0 ? Double.NaN : product / Math.sqrt(squaresOfA * squaresOfB);
    }

    private static double[] ranks(float[] row) {
        int[] order = Ranking.descending(row);
        double[] ranks = new double[row.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && row[order[to]] == row[order[from]]) {
                to++;
            }
            double shared = (from + to - 1) / 2.0;
            Arrays.stream(order, from, to).forEach(i -> ranks[i] = shared);
            from = to;
        }
        return ranks;
    }
}
