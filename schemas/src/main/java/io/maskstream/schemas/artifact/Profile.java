package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Quotes;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Distributions of records and their explanations at the time of an explainer's fit: the field {@code profile} of its
 * manifest. A profile contains no records; a stream is compared with it to detect drift.
 *
 * @param records number of observed records
 * @param source description of the records
 * @param distributions one distribution per measure
 * @param parts the parts with the highest weights; null if all weights are 0
 * @param groups the functional groups of molecules; null for other kinds, and if no group occurs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Profile(int records, String source, List<Distribution> distributions, Parts parts, Groups groups) {

    /** The only measure whose bins may be classes. */
    public static final String PREDICTION = "prediction";

    private static final int MOST_RECORDS = 1_000_000_000;
    private static final int LONGEST_SOURCE = 1000;
    private static final int MOST_DISTRIBUTIONS = 100;
    private static final int MOST_BINS = 1000;
    private static final int MOST_PARTS = 10_000;

    /** Measure names serve as label values in metrics. */
    private static final Pattern MEASURE = Pattern.compile("[a-z][a-z_]{0,59}");

    public Profile {
        Manifest.within(records, 1, MOST_RECORDS, "profile.records");
        if (Manifest.require(source, "profile.source").length() > LONGEST_SOURCE) {
            throw new IllegalArgumentException(
                    "field 'profile.source' has more than " + LONGEST_SOURCE + " characters");
        }
        distributions = Manifest.entries(distributions, "profile.distributions", MOST_DISTRIBUTIONS);
    }

    /** A profile without functional groups. */
    public Profile(int records, String source, List<Distribution> distributions, Parts parts) {
        this(records, source, distributions, parts, null);
    }

    /** Returns this profile with functional groups; null for none. */
    public Profile with(Groups other) {
        return new Profile(records, source, distributions, parts, other);
    }

    /**
     * The distribution of one measure's values.
     *
     * @param measure name of the measure: at most 60 lower-case letters and underscores; readers ignore unknown
     *     measures
     * @param bounds for numbers, the highest value of each bin except the last, which is open, in ascending order; null
     *     for classes
     * @param classes the class of each bin except the last, which counts all other classes; null for numbers
     * @param counts number of records in each bin
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Distribution(String measure, List<Double> bounds, List<String> classes, List<Integer> counts) {

        public Distribution {
            if (!MEASURE.matcher(Manifest.require(measure, "profile.distributions.measure"))
                    .matches()) {
                throw new IllegalArgumentException(
                        "field 'profile.distributions.measure' is not a valid measure name; use"
                                + " lower-case letters and underscores");
            }
            if ((bounds == null) == (classes == null)) {
                throw new IllegalArgumentException("the profile's distribution of '" + Quotes.shown(measure)
                        + "' must have either 'bounds' or 'classes'");
            }
            bounds = bounds == null ? null : Manifest.entries(bounds, "profile.distributions.bounds", MOST_BINS);
            classes = classes == null ? null : Manifest.entries(classes, "profile.distributions.classes", MOST_BINS);
            counts = Manifest.entries(counts, "profile.distributions.counts", MOST_BINS + 1);
            if (counts.size() != (bounds == null ? classes : bounds).size() + 1) {
                throw new IllegalArgumentException("the profile's distribution of '" + Quotes.shown(measure)
                        + "' must have one count more than bounds or classes");
            }
            for (int i = 0; bounds != null && i < bounds.size(); i++) {
                if (!Double.isFinite(bounds.get(i)) || (i > 0 && bounds.get(i) <= bounds.get(i - 1))) {
                    throw new IllegalArgumentException("the bounds of the profile's distribution of '"
                            + Quotes.shown(measure) + "' must be ascending numbers");
                }
            }
            requireNoneBelowZero(counts, "profile.distributions.counts");
        }
    }

    /**
     * The parts of records with the highest weights, in descending order: tokens of a vocabulary, or cells of a grid
     * over images. The weight of a part is its evidence for the predicted output if the explainer gives evidence,
     * otherwise its weight in the mask.
     *
     * @param ids ids of tokens, or indexes of cells, counted row by row from 0
     * @param tokens the tokens of the ids; null if they are not known
     * @param height height of the grid in cells; null for tokens
     * @param width width of the grid in cells; null for tokens
     * @param counts number of occurrences of each part
     * @param means mean evidence or weight of each part over its occurrences
     * @param magnitudes mean over all records of the sum of each part's absolute evidence or weight in a record,
     *     descending
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parts(
            List<Integer> ids,
            List<String> tokens,
            Integer height,
            Integer width,
            List<Integer> counts,
            List<Double> means,
            List<Double> magnitudes) {

        public Parts {
            ids = Manifest.entries(ids, "profile.parts.ids", MOST_PARTS);
            tokens = tokens == null ? null : Manifest.entries(tokens, "profile.parts.tokens", MOST_PARTS);
            counts = Manifest.entries(counts, "profile.parts.counts", MOST_PARTS);
            means = Manifest.entries(means, "profile.parts.means", MOST_PARTS);
            magnitudes = Manifest.entries(magnitudes, "profile.parts.magnitudes", MOST_PARTS);
            int size = ids.size();
            if ((tokens != null && tokens.size() != size)
                    || counts.size() != size
                    || means.size() != size
                    || magnitudes.size() != size) {
                throw new IllegalArgumentException("the lists of field 'profile.parts' must have one entry per part");
            }
            if ((height == null) != (width == null)) {
                throw new IllegalArgumentException(
                        "field 'profile.parts' must have both 'height' and 'width', or neither");
            }
            if (height != null) {
                Manifest.within(height, 1, Manifest.LONGEST_SIDE, "profile.parts.height");
                Manifest.within(width, 1, Manifest.LONGEST_SIDE, "profile.parts.width");
            }
            requireNoneBelowZero(ids, "profile.parts.ids");
            requireNoneBelowZero(counts, "profile.parts.counts");
            for (double magnitude : magnitudes) {
                if (!(magnitude >= 0 && Double.isFinite(magnitude))) {
                    throw new IllegalArgumentException(
                            "field 'profile.parts.magnitudes' must not contain negative numbers");
                }
            }
        }
    }

    /**
     * The functional groups in molecules, starting with the one that adds most to the predictions of all records, in either
     * direction.
     *
     * @param names common names of the groups
     * @param counts number of occurrences of each group
     * @param means mean over the occurrences of the sum of evidence over the group's atoms, or of their weights in the
     *     mask if there is no evidence
     */
    public record Groups(List<String> names, List<Integer> counts, List<Double> means) {

        public Groups {
            names = Manifest.entries(names, "profile.groups.names", MOST_PARTS);
            counts = Manifest.entries(counts, "profile.groups.counts", MOST_PARTS);
            means = Manifest.entries(means, "profile.groups.means", MOST_PARTS);
            if (counts.size() != names.size() || means.size() != names.size()) {
                throw new IllegalArgumentException("the lists of field 'profile.groups' must have one entry per group");
            }
            requireNoneBelowZero(counts, "profile.groups.counts");
        }
    }

    private static void requireNoneBelowZero(List<Integer> numbers, String field) {
        if (numbers.stream().anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("field '" + field + "' must not contain negative numbers");
        }
    }

    /**
     * Checks that this profile fits the explainer: a grid of cells needs images as input, and classes need a model that
     * predicts classes.
     */
    void check(Manifest.Input input, Manifest.Output output) {
        if (parts != null && (parts.height() != null) != (input.image() != null)) {
            throw new IllegalArgumentException("fields 'profile.parts.height' and 'profile.parts.width' "
                    + (input.image() == null ? "do not belong to " : "are missing for ")
                    + input.kind().one());
        }
        if (groups != null && input.kind() != InputKind.MOLECULE) {
            throw new IllegalArgumentException(
                    "field 'profile.groups' does not belong to " + input.kind().one());
        }
        for (Distribution distribution : distributions) {
            if (distribution.classes() != null
                    && (output.type() != Manifest.OutputType.CLASSES
                            || !distribution.measure().equals(PREDICTION))) {
                throw new IllegalArgumentException("the profile's distribution of '"
                        + Quotes.shown(distribution.measure())
                        + "' must have 'bounds', because it does not count classes");
            }
        }
    }
}
