package io.maskstream.streamer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final double BOUND = 0.01;

    @Test
    void theSameNumbersAreIdentical() {
        Comparison comparison = Comparison.of(value(-3.5f, 0.25f), value(-3.5f, 0.25f), BOUND, true);

        assertThat(comparison.isIdentical()).isTrue();
        assertThat(comparison.isWithin(0)).isTrue();
    }

    @Test
    void theLastBitOfAWeightIsSeen() {
        Comparison comparison = Comparison.of(value(-3.5f, 0.25f), value(-3.5f, Math.nextUp(0.25f)), BOUND, true);

        assertThat(comparison.isIdentical()).isFalse();
        assertThat(comparison.largest()).isEqualTo(Math.ulp(0.25f));
        assertThat(comparison.difference()).isEqualTo("mask.weights[0] was 0.25 and is now 0.25000003");
    }

    @Test
    void inAnotherModeWeightsDifferByTheMean() {
        Explanation recorded = value(-3.5f, 0.25f);
        Explanation again = value(-3.5f, 0.25f);
        recorded.getMask().setWeights(List.of(0f, 0.5f, 0.5f, 0.5f));
        again.getMask().setWeights(List.of(1f, 0.5f, 0.5f, 0.5f));

        assertThat(Comparison.of(recorded, again, BOUND, true).largest()).isEqualTo(1);
        assertThat(Comparison.of(recorded, again, BOUND, false).largest()).isEqualTo(0.25);
        assertThat(Comparison.of(recorded, recorded, BOUND, false).isIdentical())
                .isTrue();
    }

    @Test
    void largeValuesDifferRelatively() {
        assertThat(Comparison.of(value(-4f, 0.25f), value(-4.04f, 0.25f), BOUND, true)
                        .largest())
                .isCloseTo(0.04 / 4.04, within(1e-6));
    }

    @Test
    void whatIsNoNumberMustBeTheSame() {
        Explanation other = value(-3.5f, 0.25f);
        other.getSpans().get(0).setEnd(2);

        Comparison comparison = Comparison.of(value(-3.5f, 0.25f), other, BOUND, true);

        assertThat(comparison.isWithin(1e9)).isFalse();
        assertThat(comparison.difference()).isEqualTo("spans[0].end was 1 and is now 2");
    }

    @Test
    void aMaskedPredictionOrEvidenceThatIsMissingIsSeen() {
        Explanation other = value(-3.5f, 0.25f);
        other.setMaskedPrediction(new ValuePrediction("solubility", 0f, "log"));
        assertThat(Comparison.of(value(-3.5f, 0.25f), other, BOUND, true).isWithin(1))
                .isFalse();

        other = value(-3.5f, 0.25f);
        other.setEvidence(null);
        assertThat(Comparison.of(value(-3.5f, 0.25f), other, BOUND, true).isWithin(1))
                .isFalse();
    }

    @Test
    void classesThatAreNearlyAsProbableMayTakeEachOthersPlace() {
        Explanation cat = classes("cat", 0.503f, "dog", 0.497f);
        Explanation dog = classes("dog", 0.501f, "cat", 0.499f);

        assertThat(Comparison.of(cat, dog, BOUND, true).isWithin(BOUND)).isTrue();
        assertThat(Comparison.of(cat, dog, 1e-3, true).isWithin(BOUND))
                .as("too far apart for that bound")
                .isFalse();
    }

    private static Explanation value(float prediction, float weight) {
        return new Explanation(
                "m1",
                new ExplainerIdentity("esol", 1, "ab", "cd"),
                new ValuePrediction("solubility", prediction, "log"),
                null,
                new Mask(List.of(1), List.of(weight), 0.25f, null, null),
                List.of(new WeightedSpan(0, 1, 0.25f, 0, 0.5f)),
                new Evidence("solubility", "log", List.of(1), List.of(0.5f), -1f, 0f),
                null);
    }

    private static Explanation classes(String first, float probability, String second, float other) {
        return new Explanation(
                "i1",
                new ExplainerIdentity("cifar10", 1, "ab", "cd"),
                new ClassPrediction(
                        List.of(new ClassProbability(first, probability), new ClassProbability(second, other))),
                null,
                new Mask(List.of(1), List.of(0.5f), 0.5f, null, null),
                List.of(),
                new Evidence(first, "probability", List.of(1, 1), List.of(first.equals("cat") ? 0.5f : -0.5f), 0f, 0f),
                null);
    }
}
