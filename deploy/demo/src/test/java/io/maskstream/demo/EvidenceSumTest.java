package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceSumTest {

    @Test
    void namesTheStrongestWordsOfEachSign() {
        String text = "a bc d e f";
        Evidence evidence = new Evidence(
                "positive", "probability", List.of(5), List.of(0.3f, -0.1f, 0.2f, 0.1f, 0.05f), 0.5f, -0.25f);
        List<WeightedSpan> spans = List.of(
                new WeightedSpan(0, 1, 1f, null, 0.3f),
                new WeightedSpan(2, 4, 1f, null, -0.1f),
                new WeightedSpan(5, 6, 1f, null, 0.2f),
                new WeightedSpan(7, 8, 1f, null, 0.1f),
                new WeightedSpan(9, 10, 1f, null, 0.05f));

        assertThat(EvidenceSum.of(evidence, text, spans))
                .isEqualTo("evidence for positive: 0.50 with nothing seen, +0.55 from its parts, -0.25 unexplained,"
                        + " together 0.80 probability; a +0.30, d +0.20, e +0.10, bc -0.10");
    }

    @Test
    void addsUpTheCharactersOfAnAtomAndLeavesOutWhatIsNone() {
        Evidence evidence = new Evidence(
                "aqueous solubility", "log10 mol/L", List.of(4), List.of(0.5f, -2f, 0.5f, -0.25f), -1f, 1e-6f);
        List<WeightedSpan> spans = List.of(
                new WeightedSpan(0, 1, 1f, 0, 0.5f),
                new WeightedSpan(1, 2, 1f, null, -2f),
                new WeightedSpan(2, 3, 1f, 1, 0.5f),
                new WeightedSpan(3, 4, 1f, 1, -0.25f));

        assertThat(EvidenceSum.of(evidence, "C=Cl", spans))
                .isEqualTo("evidence for aqueous solubility: -1.00 with nothing seen, -1.25 from its parts,"
                        + " together -2.25 log10 mol/L; C (1) +0.50, C (2) +0.25");
    }

    @Test
    void namesNoPartOfAnImageOrOfATextThatIsGone() {
        Evidence evidence = new Evidence("ship", "probability", List.of(1, 1), List.of(0.5f), 0.25f, 0.125f);

        assertThat(EvidenceSum.of(evidence, "", List.of())).endsWith("together 0.88 probability");
        assertThat(EvidenceSum.of(evidence, "", List.of(new WeightedSpan(0, 1, 1f, null, 0.5f))))
                .endsWith("together 0.88 probability");
    }
}
