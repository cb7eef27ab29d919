package io.maskstream.schemas.profile;

import io.maskstream.schemas.artifact.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/** Compares the records of an explainer with its profile. Thread-safe. */
public final class ProfileComparison {

    /**
     * Only the first quarter of the listed parts counts as ranks, so a part that moves up from just behind them loses
     * little gain.
     */
    private static final int LISTED_PER_RANK = 4;

    private final Profile profile;
    private final List<Profile.Distribution> distributions = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private final List<Bins> bins = new ArrayList<>();
    private final boolean ofItsParts;

    public ProfileComparison(Profile profile, ObservedExplainer explainer) {
        this.profile = profile;
        for (Profile.Distribution distribution : profile.distributions()) {
            // Distributions that are empty or of an unknown measure are ignored.
            Measure.labelled(distribution.measure())
                    .filter(measure -> distribution.counts().stream().anyMatch(count -> count > 0))
                    .ifPresent(measure -> {
                        distributions.add(distribution);
                        measures.add(measure);
                        bins.add(Bins.of(measure, distribution, explainer.output()));
                    });
        }
        this.ofItsParts = profile.parts() != null && isOver(profile.parts(), explainer.grid());
    }

    private static boolean isOver(Profile.Parts parts, CellGrid grid) {
        return grid == null
                ? parts.height() == null
                : Objects.equals(parts.height(), grid.height()) && Objects.equals(parts.width(), grid.width());
    }

    /** Returns an empty sketch. */
    public Sketch sketch() {
        return new Sketch(bins.toArray(Bins[]::new));
    }

    /** Returns the distance of the sketched records from the profile. */
    public Drift drift(Sketch sketch) {
        List<Drift.Figure> figures = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            List<Integer> reference = distributions.get(i).counts();
            int[] counts = sketch.counts(i);
            if (Arrays.stream(counts).anyMatch(count -> count > 0)) {
                figures.add(new Drift.Figure(
                        measures.get(i),
                        Divergence.populationStability(reference, counts),
                        Divergence.jensenShannonDistance(reference, counts)));
            }
        }
        return new Drift(sketch.records(), figures, ofItsParts ? partGain(sketch) : OptionalDouble.empty());
    }

    private OptionalDouble partGain(Sketch sketch) {
        Profile.Parts parts = profile.parts();
        int ranks = (parts.ids().size() + LISTED_PER_RANK - 1) / LISTED_PER_RANK;
        double gain = CumulativeGain.normalized(
                parts.ids(), parts.magnitudes(), sketch.weights().highest(ranks), ranks);
        return Double.isNaN(gain) ? OptionalDouble.empty() : OptionalDouble.of(gain);
    }
}
