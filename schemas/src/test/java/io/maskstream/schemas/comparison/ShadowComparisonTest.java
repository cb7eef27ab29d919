package io.maskstream.schemas.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowComparisonTest {

    @Test
    void isReadAsItWasWritten() {
        ShadowComparison whole = new ShadowComparison(
                new ShadowComparison.Answer(3, "ab", 0.25, 0.875, 1.5),
                new ShadowComparison.Answer(4, "cd", 0.5, null, 2.5),
                1.0,
                -0.5,
                null,
                null);

        assertThat(ShadowComparison.read(whole.toJson())).isEqualTo(whole);
        assertThat(new String(whole.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"serving\":{\"version\":3,\"digest\":\"ab\",\"area\":0.25,\"maskedAgreement\":0.875,"
                        + "\"millis\":1.5},\"candidate\":{\"version\":4,\"digest\":\"cd\",\"area\":0.5,\"millis\":2.5},"
                        + "\"predictionAgreement\":1.0,\"rankCorrelation\":-0.5}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"serving\":{\"version\":1,\"digest\":\"ab\"}}", "{\"x\":1}"})
    void whatIsNoneIsRefused(String json) {
        assertThatThrownBy(() -> ShadowComparison.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("the comparison ");
    }
}
