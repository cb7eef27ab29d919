package io.maskstream.schemas.profile;

import java.util.Map;

/**
 * The observation of one explained record.
 *
 * @param values the value of each measure that the record has
 * @param parts the parts of the record: token ids, or indexes of cells in a grid
 * @param weights evidence of each part, or its weight in the mask if there is no evidence
 */
@SuppressWarnings("ArrayRecordComponent") // Added to a sketch at once; never compared, never a key.
public record Observation(Map<Measure, Double> values, int[] parts, float[] weights) {

    /** Returns the value of a measure; NaN if the record does not have it. */
    double value(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }
}
