package io.maskstream.streamer.engine;

/**
 * What a graph says of one input.
 *
 * @param prediction one number for a value, one probability a class for classes
 * @param maskedPrediction the same on the masked input; null where the graph was not asked
 * @param mask one weight a part of the input, padding left out
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on at once; never compared, never a key.
public record ModelOutput(float[] prediction, float[] maskedPrediction, float[] mask) {

    /** Whether every number is one: a model that overflows says NaN or infinity. */
    public boolean isFinite() {
        return isFinite(prediction) && isFinite(mask) && (maskedPrediction == null || isFinite(maskedPrediction));
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
