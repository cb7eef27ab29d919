package io.maskstream.schemas.profile;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Computes the profile of a set of records. */
public final class ProfileOfRecords {

    /** With fewer records, chance alone moves the shares of two bins by a tenth. */
    public static final int FEWEST = 40;

    private static final int MOST_CLASSES = 20;
    private static final int MOST_PARTS = 100;

    /** Precision of the figures that people read. */
    private static final MathContext SHORT = new MathContext(4);

    private final ObservedExplainer explainer;
    private final List<String> vocabulary;
    private final int firstId;

    /**
     * Creates profiles for an explainer.
     *
     * @param vocabulary its tokens in the order of their ids; empty if they are not known, and for images
     * @param firstId the id of the first token
     */
    public ProfileOfRecords(ObservedExplainer explainer, List<String> vocabulary, int firstId) {
        this.explainer = explainer;
        this.vocabulary = List.copyOf(vocabulary);
        this.firstId = firstId;
    }

    /**
     * Returns the profile.
     *
     * @param observations one observation per record, at least {@value #FEWEST}
     * @param source description of the records
     * @throws IllegalArgumentException if there are fewer observations
     */
    public Profile of(List<Observation> observations, String source) {
        if (observations.size() < FEWEST) {
            throw new IllegalArgumentException(
                    observations.size() + " records are too few for a profile, which needs at least " + FEWEST);
        }
        List<Profile.Distribution> distributions = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            double[] values = observations.stream()
                    .mapToDouble(observation -> observation.value(measure))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                distributions.add(counted(empty(measure, values), measure, observations));
            }
        }
        return new Profile(
                observations.size(), source, distributions, parts(observations).orElse(null));
    }

    private Profile.Distribution empty(Measure measure, double... sorted) {
        if (measure == Measure.PREDICTION && explainer.output().type() == Manifest.OutputType.CLASSES) {
            List<String> classes = mostFrequent(sorted);
            return new Profile.Distribution(measure.label(), null, classes, zeros(classes.size() + 1));
        }
        List<Double> bounds = Deciles.bounds(sorted);
        return new Profile.Distribution(measure.label(), bounds, null, zeros(bounds.size() + 1));
    }

    /** Returns the most frequent classes in the order of the model's output. */
    private List<String> mostFrequent(double... classes) {
        Map<Integer, Long> counts = Arrays.stream(classes)
                .mapToObj(value -> (int) value)
                .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
        List<String> names = explainer.output().classes();
        return IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingLong((Integer place) -> -counts.getOrDefault(place, 0L)))
                .limit(MOST_CLASSES)
                .sorted()
                .map(names::get)
                .distinct()
                .toList();
    }

    private static List<Integer> zeros(int count) {
        return Collections.nCopies(count, 0);
    }

    private Profile.Distribution counted(Profile.Distribution empty, Measure measure, List<Observation> observations) {
        Bins bins = Bins.of(measure, empty, explainer.output());
        int[] counts = new int[bins.count()];
        observations.forEach(observation -> bins.count(observation, counts));
        return new Profile.Distribution(
                empty.measure(),
                empty.bounds(),
                empty.classes(),
                Arrays.stream(counts).boxed().toList());
    }

    private Optional<Profile.Parts> parts(List<Observation> observations) {
        PartWeights magnitudes = new PartWeights();
        PartWeights sums = new PartWeights();
        PartWeights counts = new PartWeights();
        for (Observation observation : observations) {
            for (int i = 0; i < observation.parts().length; i++) {
                int part = observation.parts()[i];
                magnitudes.add(part, Math.abs(observation.weights()[i]));
                sums.add(part, observation.weights()[i]);
                counts.add(part, 1);
            }
        }
        List<Integer> ids =
                Arrays.stream(magnitudes.highest(MOST_PARTS)).boxed().toList();
        if (magnitudes.sum(ids.get(0)) == 0) {
            return Optional.empty();
        }
        CellGrid grid = explainer.grid();
        return Optional.of(new Profile.Parts(
                ids,
                ids.stream().allMatch(this::isKnown)
                        ? ids.stream().map(id -> vocabulary.get(id - firstId)).toList()
                        : null,
                grid == null ? null : grid.height(),
                grid == null ? null : grid.width(),
                ids.stream().map(id -> (int) counts.sum(id)).toList(),
                ids.stream().map(id -> rounded(sums.sum(id) / counts.sum(id))).toList(),
                ids.stream()
                        .map(id -> rounded(magnitudes.sum(id) / observations.size()))
                        .toList()));
    }

    private boolean isKnown(int id) {
        return explainer.grid() == null && id >= firstId && id - firstId < vocabulary.size();
    }

    /** Returns a number with as many digits as people read. */
    static double rounded(double number) {
        return new BigDecimal(number).round(SHORT).doubleValue();
    }
}
