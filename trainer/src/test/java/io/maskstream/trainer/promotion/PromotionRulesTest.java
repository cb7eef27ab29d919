package io.maskstream.trainer.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.comparison.ShadowComparison.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionRulesTest {

    @TempDir
    Path folder;

    private final List<ShadowComparison> compared = new ArrayList<>();

    /** Adds two records with the means: agreement 0.9 and 0.885, area 0.2 and 0.25, time 1 and 1.5 ms. */
    private void good() {
        add(0.95, 0.9, 0.9, 0.8);
        add(0.85, 0.87, 1, 0.6);
    }

    private void add(Double before, Double after, double predictions, double ranks) {
        compared.add(new ShadowComparison(
                new Answer(1, "ab", 0.2, before, 1.),
                new Answer(2, "cd", 0.25, after, 1.5),
                predictions,
                ranks,
                null,
                null));
    }

    @Test
    void figuresAreMeansOfTheRecordsThatBothAnswered() {
        good();
        add(null, 0.1, 1, 1);
        compared.add(
                ShadowComparison.failed(new Answer(1, "ab", 0.9, 0.1, 100.), Answer.none(2, "cd"), "it is no number"));

        ShadowFigures figures = ShadowFigures.of(compared);

        assertThat(figures.records()).isEqualTo(4);
        assertThat(figures.failures()).isEqualTo(0.25);
        assertThat(figures.maskedAgreement().serving().orElseThrow()).isCloseTo(0.9, within(1e-12));
        assertThat(figures.maskedAgreement().candidate().orElseThrow()).isCloseTo(0.885, within(1e-12));
        assertThat(figures.area().serving().orElseThrow()).isCloseTo(0.2, within(1e-12));
        assertThat(figures.millis().candidate()).hasValue(1.5);
        assertThat(figures.rankCorrelation().orElseThrow()).isCloseTo(0.8, within(1e-12));
        assertThat(figures.evidenceDistance()).isEmpty();
    }

    @Test
    void aCandidateThatIsNotWorseBreaksNoRule() {
        good();
        assertThat(broken(PromotionRules.usual())).isEmpty();
    }

    @Test
    void whatIsWorseBreaksItsRule() throws IOException {
        good();
        PromotionRules strict = rules(
                "masked_agreement=0.01",
                "mask_area=0.04",
                "prediction_agreement=0.96",
                "rank_correlation=0.75",
                "time=1.4");
        assertThat(broken(strict))
                .containsExactly(
                        Condition.MASKED_AGREEMENT,
                        Condition.MASK_AREA,
                        Condition.PREDICTION_AGREEMENT,
                        Condition.RANK_CORRELATION,
                        Condition.TIME);
        compared.add(
                ShadowComparison.failed(new Answer(1, "ab", 0.2, 0.9, 1.), Answer.none(2, "cd"), "it is no number"));
        assertThat(broken(PromotionRules.usual())).containsExactly(Condition.FAILURES);
        assertThat(broken(rules("failures=0.4"))).isEmpty();
    }

    @Test
    void whatWasNotMeasuredBreaksItsRuleUnlessThatIsOff() throws IOException {
        add(null, null, Double.NaN, 1);
        assertThat(broken(PromotionRules.usual()))
                .containsExactly(Condition.MASKED_AGREEMENT, Condition.PREDICTION_AGREEMENT);
        PromotionRules off = rules("masked_agreement=off", "prediction_agreement=OFF", "records=7");
        assertThat(broken(off)).isEmpty();
        assertThat(off.records()).isEqualTo(7);
    }

    @Test
    void aWrongRuleIsNamed() {
        assertThatThrownBy(() -> rules("agreement=1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("agreement is not a rule; the rules are records, failures, masked_agreement");
        assertThatThrownBy(() -> rules("time=fast")).hasMessageContaining("time must be a number or off, not fast.");
        assertThatThrownBy(() -> rules("time=NaN")).hasMessageContaining("time must be a number or off, not NaN.");
        assertThatThrownBy(() -> rules("records=0"))
                .hasMessageContaining("records must be a whole number of at least 1");
    }

    private List<Condition> broken(PromotionRules rules) {
        return rules.broken(ShadowFigures.of(compared));
    }

    private PromotionRules rules(String... lines) throws IOException {
        return PromotionRules.read(Files.write(folder.resolve("rules.properties"), List.of(lines)));
    }
}
