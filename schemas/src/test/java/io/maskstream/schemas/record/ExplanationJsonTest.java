package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationJsonTest {

    @Test
    void writesPlainFieldsWithoutThoseThatAreNull() {
        assertThat(ExplanationJson.write(Explanations.ofMolecule()))
                .isEqualTo(
                        "{\"id\":\"m1\",\"explainer\":{\"name\":\"esol\",\"version\":3,\"digest\":\"" + "ab".repeat(32)
                                + "\",\"frozenModelDigest\":\"" + "cd".repeat(32) + "\"},"
                                + "\"prediction\":{\"name\":\"aqueous solubility\",\"value\":0.25,\"unit\":\"log mol/L\"},"
                                + "\"maskedPrediction\":{\"name\":\"aqueous solubility\",\"value\":0.1,\"unit\":\"log mol/L\"},"
                                + "\"mask\":{\"shape\":[4],\"weights\":[0.0,0.125,0.3,1.0],\"area\":0.35625},"
                                + "\"spans\":[{\"start\":0,\"end\":1,\"weight\":0.0,\"atom\":0},"
                                + "{\"start\":1,\"end\":2,\"weight\":0.125,\"atom\":1},"
                                + "{\"start\":2,\"end\":3,\"weight\":0.3},"
                                + "{\"start\":3,\"end\":4,\"weight\":1.0,\"atom\":2}]}");
    }

    @Test
    void writesEvidenceOfTheWholeAndOfItsSpans() {
        assertThat(ExplanationJson.write(Explanations.withEvidence()))
                .contains("{\"start\":1,\"end\":2,\"weight\":0.125,\"atom\":1,\"evidence\":-0.125},"
                        + "{\"start\":2,\"end\":3,\"weight\":0.3,\"evidence\":0.0},")
                .endsWith(",\"evidence\":{\"output\":\"aqueous solubility\",\"unit\":\"log mol/L\",\"shape\":[4],"
                        + "\"values\":[0.5,-0.125,0.0,-0.3],\"baseline\":0.2,\"remainder\":-0.025}}");
    }

    @Test
    void writesProvenanceWithoutWhatIsNotThere() {
        Explanation explanation = Explanations.withProvenance();
        assertThat(ExplanationJson.write(explanation))
                .endsWith(
                        ",\"provenance\":{\"requestDigest\":\"sha256:" + "ef".repeat(32) + "\","
                                + "\"source\":{\"topic\":\"explanation-requests\",\"partition\":3,\"offset\":5000000000},"
                                + "\"precision\":\"float32\",\"processor\":\"x86_64 avx512 onednn\",\"batch\":32,\"place\":5,\"maskstream\":\"0.1.0\"}}");
        explanation.getProvenance().setSource(null);
        assertThat(ExplanationJson.write(explanation)).doesNotContain("source");
        assertThat(ExplanationJson.read(ExplanationJson.write(explanation))).isEqualTo(explanation);
    }

    @Test
    void readsWhatItWrites() {
        for (Explanation explanation : List.of(
                Explanations.ofMolecule(),
                Explanations.withEvidence(),
                Explanations.withProvenance(),
                Explanations.ofImage())) {
            assertThat(ExplanationJson.read(ExplanationJson.write(explanation))).isEqualTo(explanation);
        }
    }

    @Test
    void keepsEveryBitOfAWeight() {
        Explanation explanation = Explanations.ofImage();
        for (float weight = Math.nextUp(0f); weight < 1; weight = weight * 1.7f + Math.ulp(weight)) {
            explanation.getMask().setArea(weight);
            assertThat(ExplanationJson.read(ExplanationJson.write(explanation))
                            .getMask()
                            .getArea())
                    .isEqualTo(weight);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void refusesToWriteWhatJsonCannotSay(float weight) {
        Explanation explanation = Explanations.ofImage();
        explanation.getMask().setArea(weight);

        assertThatThrownBy(() -> ExplanationJson.write(explanation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an explanation with " + weight + " cannot be written as JSON");
    }

    @Test
    void namesTheFieldThatIsWrong() {
        String good = ExplanationJson.write(Explanations.ofMolecule());

        assertUnreadable(good.replace("\"area\":0.35625", "\"erea\":1"), "field 'mask.area' is missing");
        assertUnreadable(good.replace("\"area\":0.35625", "\"area\":\"1\""), "field 'mask.area' must be a number");
        assertUnreadable(good.replace("\"id\":\"m1\"", "\"id\":1"), "field 'id' must be a string");
        assertUnreadable(good.replace("\"start\":2", "\"start\":2.5"), "field 'spans[2].start' must be a whole number");
        assertUnreadable(good.replace("\"shape\":[4]", "\"shape\":4"), "field 'mask.shape' must be an array");
        assertUnreadable(
                good.replace("\"prediction\":{\"name\"", "\"prediction\":{\"nam\""),
                "field 'prediction.name' is missing");
        assertUnreadable(
                ExplanationJson.write(Explanations.withProvenance()).replace("5000000000", "5e30"),
                "field 'provenance.source.offset' must be a whole number");
        assertUnreadable("[]", "the explanation must be an object");
        assertUnreadable("", "the explanation is missing");
    }

    @Test
    void refusesBrokenJson() {
        String good = ExplanationJson.write(Explanations.ofMolecule());

        for (String broken : List.of(
                good.substring(0, good.length() - 1),
                good + "{}",
                good.replace("\"spans\":", "\"mask\":"),
                "[".repeat(100_000))) {
            assertThatThrownBy(() -> ExplanationJson.read(broken))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageStartingWith("the explanation is not valid JSON: ");
        }
    }

    private static void assertUnreadable(String json, String message) {
        assertThatThrownBy(() -> ExplanationJson.read(json))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage(message);
    }
}
