package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Random;

/**
 * A mean over records with its 95% confidence interval by the bootstrap (Efron 1979).
 *
 * @param mean over the records
 * @param low 2.5% of the resampled means are below
 * @param high 2.5% of the resampled means are above
 */
public record Interval(double mean, double low, double high) {

    private static final int RESAMPLES = 1000;

    private static final double TAIL = 0.025;

    private static final long SEED = 1_979;

    /**
     * Computes the interval of one number per record. Equal numbers of records are resampled in the same way, so that
     * the intervals of several methods are comparable.
     */
    public static Interval of(double[] values) {
        Random random = new Random(SEED);
        double[] means = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[resample] = sum / values.length;
        }
        Arrays.sort(means);
        return new Interval(
                Arrays.stream(values).average().orElse(Double.NaN),
                means[(int) Math.floor(TAIL * (RESAMPLES - 1))],
                means[(int) Math.ceil((1 - TAIL) * (RESAMPLES - 1))]);
    }

    /** Computes the interval of the difference of two numbers per record. */
    public static Interval ofDifference(double[] values, double[] others) {
        double[] differences = new double[values.length];
        Arrays.setAll(differences, i -> values[i] - others[i]);
        return of(differences);
    }

    /** Writes {@code mean}, {@code low} and {@code high}. */
    public void into(ObjectNode node) {
        node.put("mean", mean).put("low", low).put("high", high);
    }
}
