package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.ValuePrediction;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    @Test
    void comparesClassesByWhatTheirProbabilitiesHaveInCommon() {
        Measures measures = Measures.of(explanation(LiveRecords.review(0, "r", "x")));
        assertThat(measures.confidence()).isEqualTo(0.75);
        assertThat(measures.agreement()).isCloseTo(0.75, within(1e-6));
        assertThat(measures.area()).isEqualTo(0.5);
        assertThat(measures.differs()).isFalse();
    }

    @Test
    void seesThatAnotherClassIsPredictedThroughTheMask() {
        Explanation explanation = explanation(LiveRecords.review(0, "r", "x"));
        explanation.setMaskedPrediction(new ClassPrediction(
                List.of(new ClassProbability("negative", 0.9f), new ClassProbability("positive", 0.1f))));
        Measures measures = Measures.of(explanation);
        assertThat(measures.differs()).isTrue();
        assertThat(measures.agreement()).isCloseTo(0.35, within(1e-6));
    }

    @Test
    void comparesValuesByTheirDifference() {
        Explanation explanation = explanation(LiveRecords.molecule(0, "m"));
        assertThat(Measures.of(explanation)).isEqualTo(new Measures(0.41666f, null, null, false));
        explanation.setMaskedPrediction(new ValuePrediction("aqueous solubility", 0.07f, "log10 mol/L"));
        Measures measures = Measures.of(explanation);
        assertThat(measures.agreement()).isCloseTo(0.5, within(1e-6));
        assertThat(measures.differs()).isTrue();
        explanation.setMaskedPrediction(new ValuePrediction("aqueous solubility", 0.6f, "log10 mol/L"));
        assertThat(Measures.of(explanation).differs()).isFalse();
    }

    private static Explanation explanation(LiveRecord record) {
        return new ExplanationReader(null).read(record.explained().value());
    }
}
