package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.maskstream.schemas.record.Quotes;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What records and their explanations looked like when an explainer was fitted: the field {@code profile} of its manifest.
 * These are sketches that hold no record; a stream is compared with them.
 *
 * @param records how many were seen
 * @param source which ones, in words
 * @param distributions one a measure
 * @param parts what weighed most; null where nothing did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Profile(int records, String source, List<Distribution> distributions, Parts parts) {

    /** The one measure whose bins may be classes. */
    public static final String PREDICTION = "prediction";

    private static final int MOST_RECORDS = 1_000_000_000;
    private static final int LONGEST_SOURCE = 1000;
    private static final int MOST_DISTRIBUTIONS = 100;
    private static final int MOST_BINS = 1000;
    private static final int MOST_PARTS = 10_000;

    /** Names are values of labels in metrics. */
    private static final Pattern MEASURE = Pattern.compile("[a-z][a-z_]{0,59}");

    public Profile {
        Manifest.within(records, 1, MOST_RECORDS, "profile.records");
        if (Manifest.require(source, "profile.source").length() > LONGEST_SOURCE) {
            throw new IllegalArgumentException(
                    "field 'profile.source' has more than " + LONGEST_SOURCE + " characters");
        }
        distributions = Manifest.entries(distributions, "profile.distributions", MOST_DISTRIBUTIONS);
    }

    /**
     * How often one measure had which values.
     *
     * @param measure its name: lower-case letters and underscores, at most 60; a reader passes by what it does not know
     * @param bounds of numbers, ascending: the highest value of each bin but the last, which is open; null for classes
     * @param classes one a bin, but for the last, which has all others; null for numbers
     * @param counts records in each bin
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Distribution(String measure, List<Double> bounds, List<String> classes, List<Integer> counts) {

        public Distribution {
            if (!MEASURE.matcher(Manifest.require(measure, "profile.distributions.measure"))
                    .matches()) {
                throw new IllegalArgumentException(
                        "field 'profile.distributions.measure' is no name of a measure, which has"
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
                            + Quotes.shown(measure) + "' must be numbers that ascend");
                }
            }
            requireNoneBelowZero(counts, "profile.distributions.counts");
        }
    }

    /**
     * The parts of records that weighed most, that first: tokens of a vocabulary, or cells of a grid over pictures. Where the
     * explainer gives evidence, a part weighs by its evidence for what is predicted, and else by its weight in the mask.
     *
     * @param ids of tokens, or places of cells, row by row from 0
     * @param tokens what the ids stand for; null where that is not known
     * @param height of the grid in cells; null for tokens
     * @param width of the grid in cells; null for tokens
     * @param counts how often each occurred
     * @param means of its evidence or weight where it occurred
     * @param magnitudes mean over all records of the sum of its absolute evidence or weight in a record, descending
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
                throw new IllegalArgumentException("the lists of field 'profile.parts' must have one entry a part");
            }
            if ((height == null) != (width == null)) {
                throw new IllegalArgumentException(
                        "field 'profile.parts' must have both 'height' and 'width', or none");
            }
            if (height != null) {
                Manifest.within(height, 1, Manifest.LONGEST_SIDE, "profile.parts.height");
                Manifest.within(width, 1, Manifest.LONGEST_SIDE, "profile.parts.width");
            }
            requireNoneBelowZero(ids, "profile.parts.ids");
            requireNoneBelowZero(counts, "profile.parts.counts");
            for (double magnitude : magnitudes) {
                if (!(magnitude >= 0 && Double.isFinite(magnitude))) {
                    throw new IllegalArgumentException("field 'profile.parts.magnitudes' must have numbers from 0 up");
                }
            }
        }
    }

    private static void requireNoneBelowZero(List<Integer> numbers, String field) {
        if (numbers.stream().anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("field '" + field + "' must have numbers from 0 up");
        }
    }

    /** Whether it is one of an explainer's: cells belong to pictures, and classes to what predicts them. */
    void check(Manifest.Input input, Manifest.Output output) {
        if (parts != null && (parts.height() != null) != (input.image() != null)) {
            throw new IllegalArgumentException("fields 'profile.parts.height' and 'profile.parts.width' "
                    + (input.image() == null ? "do not belong to " : "are missing for ")
                    + input.kind().one());
        }
        for (Distribution distribution : distributions) {
            if (distribution.classes() != null
                    && (output.type() != Manifest.OutputType.CLASSES
                            || !distribution.measure().equals(PREDICTION))) {
                throw new IllegalArgumentException("the profile's distribution of '"
                        + Quotes.shown(distribution.measure()) + "' must have 'bounds', for it is none of classes");
            }
        }
    }
}
