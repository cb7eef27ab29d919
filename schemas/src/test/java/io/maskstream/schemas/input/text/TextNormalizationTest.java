package io.maskstream.schemas.input.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextNormalizationTest {

    private static final List<String> VOCABULARY = List.of(
            TextEncoding.UNKNOWN,
            "don't",
            "it's",
            "caf\u00e9",
            "wonderful",
            "film",
            "final",
            "br",
            "a",
            "b",
            "2",
            "ii",
            "\uac01",
            "hawai'i",
            "ca\u00f1\u00f3n",
            "\u03a9",
            "\u30ac");

    /** Expects for each text its words as looked up and as published. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "don\u00b4t don`t don\u02bct don\u2018t don\u2019t don\uff07t don\u2032t don\u201bt ~ don't don't don't don't don't don't don't don't ~ don\u00b4t|don`t|don\u02bct|don\u2018t|don\u2019t|don\uff07t|don\u2032t|don\u201bt",
                "don&rsquo;t don&#8217;t don&#x2019;t don&#X2019;t don&#0039;t don&apos;t don&#146;t ~ don't don't don't don't don't don't don't ~ don&rsquo;t|don&#8217;t|don&#x2019;t|don&#X2019;t|don&#0039;t|don&apos;t|don&#146;t",
                "It&rsquo;s a&nbsp;film&hellip; ~ it's a film ~ It&rsquo;s|a|film",
                "cafe\u0301 caf\u00e9 caf&eacute; cafe&#769; CAFE\u0301 ~ caf\u00e9 caf\u00e9 caf\u00e9 caf\u00e9 caf\u00e9 ~ cafe\u0301|caf\u00e9|caf&eacute;|cafe&#769;|CAFE\u0301",
                "won\u00adder\u00adful \u00adwonderful\u00ad wonder&shy;ful wonder\u200dful wonder\u200bful wonder\u2060ful wonder\ufeffful wonder\ufe0fful ~ wonderful wonderful wonderful wonderful wonderful wonderful wonderful wonderful ~ won\u00adder\u00adful|wonderful|wonder&shy;ful|wonder\u200dful|wonder\u200bful|wonder\u2060ful|wonder\ufeffful|wonder\ufe0fful",
                "\ufb01lm \uff46\uff49\uff4c\uff4d \ud835\udc1f\ud835\udc22\ud835\udc25\ud835\udc26 \u24d5\u24d8\u24db\u24dc \ufb01nal ~ film film film film final ~ \ufb01lm|\uff46\uff49\uff4c\uff4d|\ud835\udc1f\ud835\udc22\ud835\udc25\ud835\udc26|\u24d5\u24d8\u24db\u24dc|\ufb01nal",
                "\u00b2 \u2461 \uff12 \u2161 ~ 2 2 2 ii ~ \u00b2|\u2461|\uff12|\u2161",
                "\u1100\u1161\u11a8 \u3131\u314f\u1100 \uff76\uff9e \u2126 ~ \uac01 \uac00\u1100 \u30ac \u03c9 ~ \u1100\u1161\u11a8|\u3131\u314f\u1100|\uff76\uff9e|\u2126",
                "Hawai\u02bbi cano\u0301n can\u0303o\u0301n ~ hawai'i can\u00f3n ca\u00f1\u00f3n ~ Hawai\u02bbi|cano\u0301n|can\u0303o\u0301n",
                "a&amp;b a&lt;br&gt;b a&#13;b ~ a b a b a b ~ a|b|a|b|a|b",
                "a&amp;rsquo;b &film; &#; &#x; & &; ~ a rsquo b film x ~ a|rsquo|b|film|x",
                "a&#0;b a&#xD800;b a&#1114112;b a&#99999999999;b ~ a b a b a b a b ~ a|b|a|b|a|b|a|b",
                "\u2018film\u2019 `film` \u00b4film\u00b4 &lsquo;film&rsquo; ~ film film film film ~ film|film|film|film",
                "a\ud83d\u00ad\ude00b \ud835\u00ad\udc00 ~ a b ~ a|b",
                "\u00bdfilm a\u2100b \ufdfa 5\u00bc ~ film a b \ufdfa 5 ~ film|a|b|\ufdfa|5",
                "a\u0000\u00adb \u202ea ~ a b a ~ a|b|a"
            })
    void looksUpWhatTheEyeSeesAndKeepsThePlaces(String text, String lookedUp, String published) {
        LookupText lookup = LookupText.unicode1(text);
        Words words = new Words(lookup);
        StringBuilder found = new StringBuilder();
        StringBuilder places = new StringBuilder();
        while (words.next()) {
            found.append(' ').append(words.word());
            Span span = words.span();
            places.append('|')
                    .append(text, text.offsetByCodePoints(0, span.start()), text.offsetByCodePoints(0, span.end()));
        }

        assertThat(found.substring(1)).isEqualTo(lookedUp);
        assertThat(places.substring(1)).isEqualTo(published);
    }

    @Test
    void leavesATextAsItIsWhereTheExplainerIsOlder() {
        TextEncoding older = new TextEncoding(VOCABULARY, 10, TextNormalization.NONE);
        TextEncoding newer = new TextEncoding(VOCABULARY, 10, TextNormalization.UNICODE_1);

        assertThat(older.encode("a don&rsquo;t don\u00b4t cafe\u0301").ids())
                .isEqualTo(new int[] {9, 1, 1, 1, 1, 1, 1});
        assertThat(newer.encode("a don&rsquo;t don\u00b4t cafe\u0301").ids()).isEqualTo(new int[] {9, 2, 2, 4});
        assertThat(newer.encode("a don&rsquo;t don\u00b4t cafe\u0301").spans())
                .extracting(Span::start, Span::end)
                .hasToString("[(0, 1), (2, 13), (14, 19), (20, 25)]");
    }

    @Test
    void countsWordsOfVocabulariesInTheSameForm() {
        assertThat(TextEncoding.vocabularyOf(
                        List.of("Cafe\u0301 caf\u00e9 caf&eacute; x"), 2, TextNormalization.UNICODE_1))
                .containsExactly(TextEncoding.UNKNOWN, "caf\u00e9");
    }

    @Test
    void takesTheLastWordsOfANormalisedText() {
        TextEncoding encoding = new TextEncoding(VOCABULARY, 2, TextNormalization.UNICODE_1);

        TokenSequence tokens = encoding.encode("\ufb01lm don&rsquo;t caf&eacute;");

        assertThat(tokens.ids()).isEqualTo(new int[] {2, 4});
        assertThat(tokens.spans()).containsExactly(new Span(4, 15, -1), new Span(16, 27, -1));
    }

    /** Every Unicode character alone, between letters, and after a mark. */
    @Test
    void givesNoPlaceTwiceWhateverTheCharacter() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String character = Character.toString(c);
            String text = "x\u0301" + character + "y " + character + "\u0323z";
            Words words = new Words(LookupText.unicode1(text));
            int end = 0;
            while (words.next()) {
                Span span = words.span();
                if (span.start() < end) {
                    fail(String.format("U+%04X: %s starts before %d", c, span, end));
                }
                end = span.end();
            }
            if (end != text.codePointCount(0, text.length())) {
                fail(String.format("U+%04X: the last word ends at %d", c, end));
            }
        }
    }

    /**
     * Combines pieces that merge, reorder and expand: normalization by cluster gives the same result as NFKC of the
     * whole text.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isNfkcOfTheWholeText(long seed) {
        String[] pieces = {
            "a",
            "e",
            "\u0301",
            "\u0323",
            "\u0327",
            "\u00e9",
            "\ufb01",
            "\uff21",
            "\u1100",
            "\u1161",
            "\u11a8",
            "\uac00",
            "\u3131",
            "\u314f",
            "\uff76",
            "\uff9e",
            "\u0938",
            "\u094d",
            "\u09c7",
            "\u09be",
            "\u0e33",
            "\ud835\udc00",
            "\u2461",
            "\u212b",
            "\u3300",
            " ",
            "\u0345",
            "\u1fb3",
            "\ud834\udd5e"
        };
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            String text = random.ints(12, 0, pieces.length)
                    .mapToObj(piece -> pieces[piece])
                    .collect(Collectors.joining());

            assertThat(LookupText.unicode1(text).characters())
                    .as(text)
                    .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFKC));
        }
    }

    /** Marks that must be sorted, characters that expand, and unterminated entities, at the maximum length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0301",
                "\u0301\u0316",
                "\ufdfa",
                "\u3300",
                "\u00bd",
                "&amp;",
                "&",
                "&aaaaaaaa",
                "&#1",
                "&#x1;",
                "1",
                "\u00ad",
                "<br",
                "<br ",
                "'",
                "\u00b4",
                "\u3131\u314f",
                "\ud83d",
                "\ud835\udc00",
                "\u0344",
                "\u1d160\u1d165",
                "a\u2026"
            })
    void isQuickWithWhatIsHostile(String piece) {
        int times = TextEncoding.MAXIMUM_CHARACTERS / piece.codePointCount(0, piece.length());
        for (String text :
                List.of(piece.repeat(times), "&#" + piece.repeat(times - 2), "a" + piece.repeat(times - 1))) {
            assertTimeout(Duration.ofSeconds(2), () -> {
                Words words = new Words(LookupText.unicode1(text));
                while (words.next()) {
                    assertThat(words.word()).isNotEmpty();
                }
            });
        }
    }

    @Test
    void knowsItsLabels() {
        assertThat(TextNormalization.of(null)).isEqualTo(TextNormalization.NONE);
        assertThat(Arrays.stream(TextNormalization.values()).map(TextNormalization::label))
                .containsExactly(null, "unicode-1");
        assertThat(TextNormalization.of("unicode-1")).isEqualTo(TextNormalization.UNICODE_1);
        assertThatThrownBy(() -> TextNormalization.of("unicode-2\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "this version of maskstream does not know the normalization 'unicode-2?', only 'unicode-1'");
    }
}
