package io.maskstream.schemas.profile;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How far observed records are from those of a profile.
 *
 * @param records how many were observed
 * @param measures one figure each
 * @param partGain normalised discounted cumulative gain of the parts that weigh most (see {@link CumulativeGain}); empty where
 *     the profile has none, or ones of other parts
 */
public record Drift(int records, List<Figure> measures, OptionalDouble partGain) {

    /**
     * How far one measure's distribution is.
     *
     * @param populationStability see {@link Divergence#populationStability}
     * @param jensenShannonDistance see {@link Divergence#jensenShannonDistance}
     */
    public record Figure(Measure measure, double populationStability, double jensenShannonDistance) {}

    public Drift {
        measures = List.copyOf(measures);
    }
}
