package io.maskstream.schemas.input.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.re2j.Pattern;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with Keras' token ids for difficult texts and with results of TensorFlow's RegexReplace. */
class KerasTokensTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode made() throws IOException {
        try (InputStream file = KerasTokensTest.class.getResourceAsStream("keras-tokens.json")) {
            return JSON.readTree(file);
        }
    }

    static List<JsonNode> pipelines() throws IOException {
        return list(made().path("pipelines"));
    }

    static List<JsonNode> replacements() throws IOException {
        return list(made().path("replacements"));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void givesTokensTheIdsThatKerasGivesThem(JsonNode pipeline) throws IOException {
        JsonNode texts = made().path("texts");
        List<String> vocabulary = Arrays.asList(JSON.treeToValue(
                made().path("vocabularies").path(pipeline.path("vocabulary").textValue()), String[].class));
        TokenInput rules = JSON.treeToValue(pipeline.path("rules"), TokenInput.class);
        TextEncoding encoding = new TextEncoding(vocabulary, rules);

        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).textValue();
            int[] expected = JSON.treeToValue(pipeline.path("ids").get(i), int[].class);
            if (Arrays.stream(expected).allMatch(id -> Integer.valueOf(id).equals(rules.unknownId()))) {
                assertThatThrownBy(() -> encoding.encode(text)).as(text).isInstanceOf(UnencodableInputException.class);
            } else {
                TokenSequence sequence = encoding.encode(text);
                assertThat(sequence.ids()).as(text).isEqualTo(expected);
                assertThat(sequence.spans()).allSatisfy(span -> assertThat(span.end())
                        .isLessThanOrEqualTo((int) text.codePoints().count()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("replacements")
    void replacesWhatTensorFlowReplaces(JsonNode replacement) {
        TextStep step = TextStep.replacing(
                replacement.path("pattern").textValue(),
                replacement.path("with").textValue());

        assertThat(new Standardization(List.of(step))
                        .apply(replacement.path("text").textValue())
                        .characters())
                .isEqualTo(replacement.path("result").textValue());
        assertThat(Pattern.compile(step.replace()).programSize()).isLessThan(100);
    }
}
