package io.maskstream.streamer.engine;

import java.util.Arrays;

/**
 * The output of a graph for one input.
 *
 * @param prediction one number for a value, or one probability per class
 * @param maskedPrediction the prediction on the masked input; null if it was not requested
 * @param mask one weight per part of the input, without padding
 * @param evidence evidence for each number of the prediction; null if the explainer gives none
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on at once; never compared and never a key.
public record ModelOutput(float[] prediction, float[] maskedPrediction, float[] mask, Evidence[] evidence) {

    /**
     * How much the parts of an input add to one number of its prediction.
     *
     * @param values one value per part of the input, without padding
     * @param baseline the prediction if nothing of the input is seen
     * @param remainder the prediction minus baseline and values
     */
    @SuppressWarnings("ArrayRecordComponent") // As above.
    public record Evidence(float[] values, float baseline, float remainder) {

        static Evidence of(float prediction, float[] values, float baseline) {
            double explained = baseline;
            for (float value : values) {
                explained += value;
            }
            return new Evidence(values, baseline, (float) (prediction - explained));
        }

        /** The remainder is finite only if baseline and all values are. */
        private boolean isFinite() {
            return Float.isFinite(remainder);
        }
    }

    /** Returns whether all numbers are finite; a model that overflows yields NaN or infinity. */
    public boolean isFinite() {
        return isFinite(prediction)
                && isFinite(mask)
                && (maskedPrediction == null || isFinite(maskedPrediction))
                && (evidence == null || Arrays.stream(evidence).allMatch(Evidence::isFinite));
    }

    private static boolean isFinite(float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return true;
    }
}
