package io.maskstream.schemas.input.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Side;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.RefusalReason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected ids and offsets are those of the library's own Python binding. */
class SubwordTokenizerTest {

    /**
     * A tokenizer file for word pieces in lower case without accents, between [CLS] and [SEP], with truncation to 3
     * tokens and padding.
     */
    private static final String TOKENIZER =
            """
            {"version": "1.0",
             "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
             "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
                         "pad_type_id": 0, "pad_token": "[PAD]"},
             "added_tokens": [
              {"id": 2, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false,
               "normalized": false, "special": true}],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                            "strip_accents": null, "lowercase": true},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "TemplateProcessing",
              "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                         {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
              "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
              "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                                 "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
             "decoder": null,
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100,
              "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "film": 4, "the": 5, "un": 6, "##watch": 7,
                        "##able": 8, "good": 9, "##s": 10, "caf": 11, "##e": 12, "a": 13, "##b": 14, "!": 15,
                        "'": 16, "it": 17}}}
            """;

    private static final TokenInput RULES = TokenInput.subwords(20, 1, 4, 0, Side.END, Truncation.END);

    private final TextEncoding encoding = encoding(RULES);

    @Test
    void givesPiecesOfWordsTheirIdsAndSpans() {
        TokenSequence tokens = encoding.encode("Unwatchable film!");

        assertThat(tokens.ids()).containsExactly(2, 6, 7, 8, 4, 15, 3);
        assertThat(tokens.leading()).isEqualTo(1);
        assertThat(tokens.trailing()).isEqualTo(1);
        assertThat(tokens.spans()).containsExactly(span(0, 2), span(2, 7), span(7, 11), span(12, 16), span(16, 17));
    }

    @Test
    void countsSpansInCodePointsOfTheTextAsPublished() {
        TokenSequence tokens = encoding.encode("\uD83D\uDE00 the caf\u00e9's goods \u00adfil\u00adm x\uD83D");

        assertThat(tokens.ids()).containsExactly(2, 1, 5, 11, 12, 16, 1, 9, 10, 4, 1, 3);
        assertThat(tokens.spans())
                .startsWith(span(0, 1), span(2, 5), span(6, 9), span(9, 10), span(10, 11))
                .contains(span(13, 17), span(17, 18), span(20, 25));
        assertThat(tokens.spans().get(9).start()).isEqualTo(26);
    }

    @Test
    void takesASpecialTokenInATextForAPartOfIt() {
        TokenSequence tokens = encoding.encode("[CLS] film");

        assertThat(tokens.ids()).containsExactly(2, 2, 4, 3);
        assertThat(tokens.spans()).containsExactly(span(0, 5), span(6, 10));
    }

    @Test
    void cutsBetweenTheSpecialTokens() {
        assertThat(encoding(TokenInput.subwords(4, 1, 4, 0, Side.END, Truncation.END))
                        .encode("the good film")
                        .ids())
                .containsExactly(2, 5, 9, 3);
        assertThat(encoding(TokenInput.subwords(4, 1, 4, 0, Side.END, Truncation.START))
                        .encode("the good film")
                        .ids())
                .containsExactly(2, 9, 4, 3);
    }

    @Test
    void setsTheSpecialTokensOfTheManifestInstead() {
        TokenInput rules = new TokenInput(
                5,
                Unit.SUBWORDS,
                null,
                null,
                4,
                Unknown.REPLACE,
                1,
                0,
                Side.END,
                Truncation.END,
                List.of(13, 13),
                List.of());

        assertThat(encoding(rules).encode("good film").ids()).containsExactly(13, 13, 9, 4);
        assertThat(encoding(rules).probe().ids()).containsExactly(13, 13, 4);
        assertThat(encoding.probe().ids()).containsExactly(2, 4, 3);
    }

    @Test
    void refusesATextThatTheTokenizerDoesNotKnow() {
        assertRefused("xyz \uD83D\uDE00", RefusalReason.UNKNOWN_WORDS);
        assertRefused("\u00ad\u200d", RefusalReason.EMPTY);
    }

    private void assertRefused(String text, RefusalReason reason) {
        assertThatThrownBy(() -> encoding.encode(text))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessageStartingWith("field 'text' has no token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1",
                "{\"model\": {\"type\": \"WordPiece\"}}",
                "{\"model\": {\"type\": \"Telepathy\"}}"
            })
    void refusesWhatIsNoTokenizer(String file) {
        assertThatThrownBy(() -> new SubwordTokenizer(file.getBytes(UTF_8), RULES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("it is not a tokenizer.json that this version of maskstream reads: ");
    }

    @Test
    void refusesALengthWithoutRoomBetweenItsSpecialTokens() {
        assertThatThrownBy(() -> encoding(TokenInput.subwords(2, 1, 4, 0, Side.END, Truncation.END)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'maximumLength' leaves no room between the special tokens");
    }

    @Test
    void takesTheNativeLibraryThatItBrings() {
        assertThat(System.getProperty("RUST_FLAVOR", System.getenv("RUST_FLAVOR")))
                .isEqualTo("cpu");
    }

    @Test
    void isSafeForSeveralThreads() {
        assertThat(IntStream.range(0, 500)
                        .parallel()
                        .map(i -> encoding.encode("the good film" + " a".repeat(i % 7))
                                .ids()
                                .length)
                        .distinct()
                        .count())
                .isEqualTo(7);
    }

    private static Span span(int start, int end) {
        return new Span(start, end, Span.NO_ATOM);
    }

    private static TextEncoding encoding(TokenInput rules) {
        return new TextEncoding(new SubwordTokenizer(TOKENIZER.getBytes(UTF_8), rules), rules);
    }
}
