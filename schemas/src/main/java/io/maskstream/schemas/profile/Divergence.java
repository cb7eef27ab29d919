package io.maskstream.schemas.profile;

import java.util.Arrays;
import java.util.List;

/** Measures the distance between two distributions over the same bins. */
public final class Divergence {

    /** Number of records added to each bin, which keeps logarithms finite: Jeffreys' prior. */
    private static final double PRIOR = 0.5;

    private Divergence() {}

    /**
     * The population stability index (Siddiqi 2006), the sum over the bins of (q - p) ln(q / p), where p and q are the
     * shares of the counts after half a record is added to each bin. It is 0 for equal shares and has no upper limit.
     * If both samples come from the same distribution over b bins, it is about (b - 1) (1/m + 1/n) for m and n records
     * (Yurdakul 2018).
     *
     * @param reference counts for the same bins as {@code others}
     */
    public static double populationStability(List<Integer> reference, int... others) {
        double[] p = shares(counts(reference), PRIOR);
        double[] q = shares(others, PRIOR);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += (q[i] - p[i]) * Math.log(q[i] / p[i]);
        }
        return sum;
    }

    /**
     * The Jensen-Shannon distance (Endres and Schindelin 2003), the root of the Jensen-Shannon divergence with
     * logarithms of base 2, in [0,1]: 0 for equal shares, 1 if no bin has records of both.
     *
     * @param reference counts for the same bins as {@code others}; each with at least one record
     */
    public static double jensenShannonDistance(List<Integer> reference, int... others) {
        double[] p = shares(counts(reference), 0);
        double[] q = shares(others, 0);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double middle = (p[i] + q[i]) / 2;
            sum += term(p[i], middle) + term(q[i], middle);
        }
        return Math.sqrt(Math.max(0, sum / 2 / Math.log(2)));
    }

    private static double term(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle);
    }

    private static int[] counts(List<Integer> listed) {
        return listed.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double[] shares(int[] counts, double prior) {
        double total = Arrays.stream(counts).asLongStream().sum() + prior * counts.length;
        return Arrays.stream(counts)
                .mapToDouble(count -> (count + prior) / total)
                .toArray();
    }
}
