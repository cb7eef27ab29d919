package io.maskstream.streamer.engine;

import java.util.Arrays;

/**
 * What a graph says of one input.
 *
 * @param prediction one number for a value, one probability a class for classes
 * @param maskedPrediction the same on the masked input; null where the graph was not asked
 * @param mask one weight a part of the input, padding left out
 * @param evidence for each number of the prediction; null where the explainer gives none
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on at once; never compared, never a key.
public record ModelOutput(float[] prediction, float[] maskedPrediction, float[] mask, Evidence[] evidence) {

    /**
     * What the parts of an input add to one number of its prediction.
     *
     * @param values one a part of the input, padding left out
     * @param baseline what is predicted where nothing of the input is seen
     * @param remainder what baseline and values leave of the prediction
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

        /** The remainder is a number only if baseline and all values are. */
        private boolean isFinite() {
            return Float.isFinite(remainder);
        }
    }

    /** Whether every number is one: a model that overflows says NaN or infinity. */
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
