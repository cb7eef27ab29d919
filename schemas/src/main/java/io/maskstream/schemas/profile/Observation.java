package io.maskstream.schemas.profile;

import java.util.Map;

/**
 * What is observed of one explained record.
 *
 * @param values of the measures that it has
 * @param parts what its parts are: ids of tokens, or places in a grid of cells
 * @param weights evidence of each part, or else its weight in the mask
 */
@SuppressWarnings("ArrayRecordComponent") // Added to a sketch at once; never compared, never a key.
public record Observation(Map<Measure, Double> values, int[] parts, float[] weights) {

    /** NaN if it has none. */
    double value(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }
}
