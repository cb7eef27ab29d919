package io.maskstream.schemas.profile;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The distance of observed records from a profile.
 *
 * @param records number of observed records
 * @param measures one figure per measure
 * @param partGain normalized discounted cumulative gain of the parts with the highest weights (see {@link
 *     CumulativeGain}); empty if the profile has no parts, or parts of another kind
 */
public record Drift(int records, List<Figure> measures, OptionalDouble partGain) {

    /**
     * The distance of one measure's distribution from the profile.
     *
     * @param populationStability see {@link Divergence#populationStability}
     * @param jensenShannonDistance see {@link Divergence#jensenShannonDistance}
     */
    public record Figure(Measure measure, double populationStability, double jensenShannonDistance) {}

    public Drift {
        measures = List.copyOf(measures);
    }
}
