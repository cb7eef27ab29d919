package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The area of masks, and how much they vary: a mask that is the same everywhere explains nothing.
 *
 * @param mean over the records, of the mean weight of a record
 * @param deviationOverRecords standard deviation of the records' mean weights
 * @param deviationWithinRecord mean over the records, of the standard deviation of a record's weights
 */
public record MaskArea(double mean, double deviationOverRecords, double deviationWithinRecord) {

    /** The measure {@code area}. */
    public static Measure measure() {
        return new Measure() {
            @Override
            public String title() {
                return "Mask area";
            }

            @Override
            public void of(Trial trial, ObjectNode result) {
                MaskArea.of(trial.all().masks()).into(result);
            }
        };
    }

    /** Computes the area of some masks, one weight per part. */
    public static MaskArea of(List<float[]> masks) {
        double[] means = new double[masks.size()];
        double within = 0;
        for (int i = 0; i < means.length; i++) {
            double[] weights = new double[masks.get(i).length];
            for (int t = 0; t < weights.length; t++) {
                weights[t] = masks.get(i)[t];
            }
            means[i] = mean(weights);
            within += deviation(weights);
        }
        return new MaskArea(mean(means), deviation(means), within / means.length);
    }

    /** Writes {@code area}. */
    private void into(ObjectNode result) {
        result.putObject("area")
                .put("mean", mean)
                .put("deviationOverRecords", deviationOverRecords)
                .put("deviationWithinRecord", deviationWithinRecord);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }
}
