package io.maskstream.schemas.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileOfRecordsTest {

    private static final Manifest.Output SENTIMENT =
            Manifest.Output.classes("sentiment", List.of("negative", "positive"));
    private static final Manifest.Evidence EVIDENCE = new Manifest.Evidence("probability", null, null);
    private static final ObservedExplainer REVIEWS =
            ObservedExplainer.of(Manifest.Input.tokens(InputKind.REVIEW, 100), SENTIMENT, EVIDENCE);
    private static final List<String> VOCABULARY = List.of("<unknown>", "the", "good", "bad");

    @Test
    void countsEachMeasureIntoAboutTenths() {
        List<Observation> observations = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> text(1 + i % 100, 0))
                .toList();

        Profile profile = reviews().of(observations, "made up");

        Profile.Distribution length = distribution(profile, Measure.LENGTH);
        assertThat(length.bounds()).containsExactly(11.0, 21.0, 31.0, 41.0, 51.0, 61.0, 71.0, 81.0, 91.0);
        assertThat(length.counts()).containsExactly(110, 100, 100, 100, 100, 100, 100, 100, 100, 90);
        assertThat(distribution(profile, Measure.PREDICTION).classes()).containsExactly("negative", "positive");
        assertThat(distribution(profile, Measure.PREDICTION).counts()).containsExactly(0, 1000, 0);
        assertThat(profile.records()).isEqualTo(1000);
        assertThat(profile.distributions())
                .extracting(Profile.Distribution::measure)
                .containsExactly("mask_area", "prediction", "confidence", "length", "unknown_share", "remainder");
    }

    @Test
    void whatNeverVariesHasBinsOnBothSides() {
        Profile profile =
                reviews().of(IntStream.range(0, 50).mapToObj(i -> text(10, 0)).toList(), "made up");

        Profile.Distribution length = distribution(profile, Measure.LENGTH);
        assertThat(length.bounds()).hasSize(2).allSatisfy(bound -> assertThat(bound)
                .isCloseTo(10, within(0.5)));
        assertThat(length.counts()).containsExactly(0, 50, 0);
    }

    @Test
    void tokensAreInTheOrderOfAllTheirEvidence() {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            // "the" is frequent and weak, "good" is in each record, and "bad" is in every other record with evidence
            // against the prediction.
            observations.add(observed(
                    new int[] {2, 2, 3, i % 2 == 0 ? 4 : 1},
                    new float[] {0.05f, 0.05f, 0.25f, i % 2 == 0 ? -0.3f : 0}));
        }
        Profile.Parts parts = reviews().of(observations, "made up").parts();

        assertThat(parts.tokens()).containsExactly("good", "bad", "the", "<unknown>");
        assertThat(parts.ids()).containsExactly(3, 4, 2, 1);
        assertThat(parts.counts()).containsExactly(50, 25, 100, 25);
        assertThat(parts.means()).containsExactly(0.25, -0.3, 0.05, 0.0);
        assertThat(parts.magnitudes()).containsExactly(0.25, 0.15, 0.1, 0.0);
    }

    @Test
    void aSampleOfTheSameRecordsHasNoDrift() {
        Random random = new Random(1);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            observations.add(text(10 + random.nextInt(50), random.nextInt(4)));
        }
        ProfileComparison comparison =
                new ProfileComparison(reviews().of(observations.subList(0, 2000), "made up"), REVIEWS);

        Drift drift = drift(comparison, observations.subList(2000, 4000));

        assertThat(drift.records()).isEqualTo(2000);
        assertThat(drift.measures()).hasSize(6).allSatisfy(figure -> assertThat(figure.populationStability())
                .isLessThan(0.03));
        assertThat(drift.partGain().orElseThrow()).isGreaterThan(0.99);
    }

    @Test
    void whatIsLongerOrLessKnownDriftsInThatMeasureAlone() {
        List<Observation> observations =
                IntStream.range(0, 1000).mapToObj(i -> text(20 + i % 50, i % 3)).toList();
        ProfileComparison comparison = new ProfileComparison(reviews().of(observations, "made up"), REVIEWS);

        Drift longer = drift(
                comparison,
                IntStream.range(0, 1000).mapToObj(i -> text(40 + i % 50, i % 3)).toList());
        Drift unknown = drift(
                comparison,
                IntStream.range(0, 1000)
                        .mapToObj(i -> text(20 + i % 50, 8 + i % 3))
                        .toList());

        assertThat(figure(longer, Measure.LENGTH).populationStability()).isGreaterThan(1);
        assertThat(figure(longer, Measure.LENGTH).jensenShannonDistance()).isGreaterThan(0.4);
        assertThat(figure(longer, Measure.CONFIDENCE).populationStability()).isZero();
        assertThat(figure(unknown, Measure.UNKNOWN_SHARE).populationStability()).isGreaterThan(1);
        assertThat(figure(unknown, Measure.LENGTH).populationStability()).isZero();
    }

    @Test
    void picturesHaveGreyLevelsAndCells() {
        Manifest.Input input = new Manifest.Input(InputKind.IMAGE, null, ImageInput.channelsLast(16, 16, 3, 16, 16));
        ObservedExplainer explainer = ObservedExplainer.of(input, Manifest.Output.value("ink", "g"), null);
        List<Observation> observations =
                IntStream.range(0, 60).mapToObj(i -> picture(explainer, i, 17)).toList();

        Profile profile = new ProfileOfRecords(explainer, List.of(), 0).of(observations, "made up");

        Observation first = observations.get(0);
        // Half of the samples are 0 and half are 102: a mean grey level of 0.2 with a standard deviation of 0.2.
        assertThat(first.value(Measure.BRIGHTNESS)).isCloseTo(0.2, within(1e-12));
        assertThat(first.value(Measure.CONTRAST)).isCloseTo(0.2, within(1e-12));
        assertThat(profile.parts().height()).isEqualTo(8);
        assertThat(profile.parts().width()).isEqualTo(8);
        assertThat(profile.parts().ids())
                .as("row 1, column 1 of 16")
                .startsWith(0)
                .hasSize(64);
        assertThat(profile.parts().tokens()).isNull();
        Drift elsewhere = drift(
                new ProfileComparison(profile, explainer),
                IntStream.range(0, 60).mapToObj(i -> picture(explainer, i, 255)).toList());
        assertThat(elsewhere.partGain().orElseThrow()).isLessThan(0.5);
        assertThat(figure(elsewhere, Measure.MASK_AREA).populationStability()).isZero();
    }

    @Test
    void tooFewRecordsHaveNoProfile() {
        assertThatThrownBy(() -> reviews().of(List.of(text(3, 0)), "made up"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 records are too few for a profile, which needs at least 40");
    }

    @Test
    void sumsOfThousandsOfPartsAreThoseOfAMap() {
        Random random = new Random(5);
        double[] expected = new double[20_000];
        PartWeights weights = new PartWeights();
        for (int i = 0; i < 200_000; i++) {
            int id = random.nextInt(expected.length);
            double weight = random.nextInt(100);
            expected[id] += weight;
            weights.add(id, weight);
        }
        int[] order = IntStream.range(0, expected.length)
                .boxed()
                .sorted((a, b) ->
                        expected[a] != expected[b] ? Double.compare(expected[b], expected[a]) : Integer.compare(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(weights.highest(50)).containsExactly(Arrays.copyOf(order, 50));
        assertThat(IntStream.range(0, expected.length))
                .allSatisfy(id -> assertThat(weights.sum(id)).isEqualTo(expected[id]));
    }

    @Test
    void moreDifferentPartsThanThereIsRoomForAreLeftOut() {
        PartWeights weights = new PartWeights();
        for (int id = 0; id < PartWeights.MOST + 1000; id++) {
            weights.add(id, 1);
        }
        weights.add(7, 5);
        assertThat(weights.sum(PartWeights.MOST - 1)).isEqualTo(1);
        assertThat(weights.sum(PartWeights.MOST)).isZero();
        assertThat(weights.highest(1)).containsExactly(7);
    }

    private static ProfileOfRecords reviews() {
        return new ProfileOfRecords(REVIEWS, VOCABULARY, 1);
    }

    /** Observes a text with the given number of words, the first of which are unknown. */
    private static Observation text(int length, int unknown) {
        int[] ids = new int[length];
        float[] evidence = new float[length];
        for (int i = 0; i < length; i++) {
            ids[i] = i < unknown ? 1 : 2 + i % 3;
            evidence[i] = i % 3 == 0 ? 0.01f : 0.001f;
        }
        return observed(ids, evidence);
    }

    private static Observation observed(int[] ids, float[] evidence) {
        float[] mask = new float[ids.length];
        Arrays.fill(mask, 0.25f);
        return REVIEWS.observe(new TokenSequence(ids, List.of()), new float[] {0.25f, 0.75f}, mask, evidence, 0.5f);
    }

    /**
     * Observes an image of 16 x 16 pixels. One cell of the mask has full weight; the others have small weights that
     * increase towards the end.
     */
    private static Observation picture(ObservedExplainer explainer, int number, int cell) {
        byte[] samples = new byte[16 * 16 * 3];
        Arrays.fill(samples, 0, samples.length / 2, (byte) 102);
        float[] mask = new float[16 * 16];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = 0.01f + i * 1e-5f;
        }
        mask[cell] = 1;
        return explainer.observe(
                new PixelGrid(samples, 3, 16, 16, 16, 16, PixelGrid.UPRIGHT), new float[] {number}, mask, null, 0);
    }

    private static Drift drift(ProfileComparison comparison, List<Observation> observations) {
        Sketch sketch = comparison.sketch();
        observations.forEach(sketch::add);
        return comparison.drift(sketch);
    }

    private static Drift.Figure figure(Drift drift, Measure measure) {
        return drift.measures().stream()
                .filter(figure -> figure.measure() == measure)
                .findFirst()
                .orElseThrow();
    }

    private static Profile.Distribution distribution(Profile profile, Measure measure) {
        return profile.distributions().stream()
                .filter(distribution -> distribution.measure().equals(measure.label()))
                .findFirst()
                .orElseThrow();
    }
}
