package io.maskstream.schemas.profile;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import java.util.Arrays;
import java.util.List;

/** Assigns records to the bins of a distribution. Immutable. */
final class Bins {

    private final Measure measure;
    private final double[] bounds;
    private final int[] binOfClass;
    private final int count;

    private Bins(Measure measure, double[] bounds, int[] binOfClass, int count) {
        this.measure = measure;
        this.bounds = bounds;
        this.binOfClass = binOfClass;
        this.count = count;
    }

    static Bins of(Measure measure, Profile.Distribution distribution, Manifest.Output output) {
        int count = distribution.counts().size();
        if (distribution.bounds() != null) {
            return new Bins(
                    measure,
                    distribution.bounds().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray(),
                    null,
                    count);
        }
        List<String> classes = output.classes() == null ? List.of() : output.classes();
        int[] binOfClass = classes.stream()
                .mapToInt(name -> distribution.classes().indexOf(name))
                .map(bin -> bin < 0 ? count - 1 : bin)
                .toArray();
        return new Bins(measure, null, binOfClass, count);
    }

    int count() {
        return count;
    }

    /** Counts a record if it has the measure. */
    void count(Observation observation, int... counts) {
        double value = observation.value(measure);
        if (Double.isNaN(value)) {
            return;
        }
        if (bounds == null) {
            counts[binOfClass[(int) value]]++;
            return;
        }
        // A value that equals a bound belongs to the bin of that bound, otherwise to the bin at its insertion point.
        int found = Arrays.binarySearch(bounds, value);
        counts[found >= 0 ? found : -found - 1]++;
    }
}
