package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_WORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.sun.management.ThreadMXBean;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.Review;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

    private static final String GRINNING = "\ud83d\ude00";
    private static final String HEBREW = "\u05e1\u05e8\u05d8 \u05de\u05e6\u05d5\u05d9\u05df";

    private final TextEncoding encoding =
            new TextEncoding(List.of(TextEncoding.UNKNOWN, "a", "good", "film", "don't"), 6, TextNormalization.NONE);

    @Test
    void numbersItsVocabularyFromOneAndUnknownWordsWithOne() {
        TokenSequence tokens = encoding.encode(new Review("Don't say: a GOOD film!"));

        assertThat(tokens.ids()).isEqualTo(new int[] {5, 1, 2, 3, 4});
        assertThat(tokens.spans().get(0)).isEqualTo(new Span(0, 5, Span.NO_ATOM));
        assertThat(tokens.spans().get(4)).isEqualTo(new Span(18, 22, Span.NO_ATOM));
    }

    /** Expects for each text its published words, separated by bars. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "A good film, really.;           A|good|film|really",
                "well-made/mid_life 9/10;        well|made|mid|life|9|10",
                "It's 'quoted' 'n' dogs' ''; It's|quoted|n|dogs",
                "rock'n'roll don\u2019t \u2018say\u2019; rock'n'roll|don\u2019t|say",
                "one<br />two<BR>three<br/>four<Br  />five; one|two|three|four|five",
                "a <br b < br /> <brr/> <b/> 1<2; a|br|b|br|brr|b|1|2",
                "\u201cSmart\u201d quotes \u2014 and\u2026dots; Smart|quotes|and|dots",
                "caf\u00e9 cafe\u0301 na\u00efve; caf\u00e9|cafe\u0301|na\u00efve",
                "50\u20ac \u00bd \u0663\u0664; 50|\u0663\u0664",
                "two\u0000words\u0007and\u200bmore\u2028lines; two|words|and|more|lines",
                "\u2764\ufe0f love \ud83d\udc68\u200d\ud83d\udc69 it; love|it",
                "half\ud83d \ude00surrogates; half|surrogates",
                "\ud835\udc00\ud835\udc01 bold; \ud835\udc00\ud835\udc01|bold",
                HEBREW + "; \u05e1\u05e8\u05d8|\u05de\u05e6\u05d5\u05d9\u05df",
                "\u0928\u092e\u0938\u094d\u0924\u0947; \u0928\u092e\u0938\u094d\u0924\u0947",
                "\u3059\u3054\u3044\u6620\u753b\u3002\u597d; \u3059\u3054\u3044\u6620\u753b|\u597d"
            })
    void cutsIntoWords(String text, String words) {
        TextEncoding one = new TextEncoding(
                TextEncoding.vocabularyOf(List.of(text), 100, TextNormalization.NONE), 100, TextNormalization.NONE);

        assertThat(published(text, one.encode(text))).containsExactlyElementsOf(List.of(words.split("\\|")));
    }

    @ParameterizedTest
    @CsvSource({
        "GOOD, good",
        "DON\u2019T, don't",
        "\u0130STANBUL, i\u0307stanbul",
        "\u03a3\u039f\u03a3, \u03c3\u03bf\u03c2"
    })
    void looksWordsUpInLowerCase(String word, String known) {
        TokenSequence tokens =
                new TextEncoding(List.of(TextEncoding.UNKNOWN, known), 6, TextNormalization.NONE).encode(word);

        assertThat(tokens.ids()).isEqualTo(new int[] {2});
        assertThat(tokens.spans()).containsExactly(new Span(0, word.length(), Span.NO_ATOM));
    }

    @Test
    void takesTheSameWordsInEveryLocale() {
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(TextEncoding.vocabularyOf(List.of("FILM"), 2, TextNormalization.NONE))
                    .containsExactly(TextEncoding.UNKNOWN, "film");
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void countsOffsetsInCodePointsOfWhatWasPublished() {
        String text = "\u2003" + GRINNING + GRINNING + "good\ud835\udc00 <br />\u0130\u0130 " + HEBREW + " film";

        TokenSequence tokens = encoding.encode(text);

        assertThat(published(text, tokens))
                .containsExactly(
                        "good\ud835\udc00",
                        "\u0130\u0130",
                        "\u05e1\u05e8\u05d8",
                        "\u05de\u05e6\u05d5\u05d9\u05df",
                        "film");
        assertThat(tokens.spans().get(0)).isEqualTo(new Span(3, 8, Span.NO_ATOM));
    }

    /** Compares with the documented rule, written as a regular expression. */
    @Test
    void agreesWithARegularExpressionOnAnything() {
        Pattern word = Pattern.compile("[\\p{L}\\p{Nd}](?:[\\p{L}\\p{M}\\p{Nd}]|['\u2019]+(?=[\\p{L}\\p{M}\\p{Nd}]))*");
        String[] pieces = {
            "a",
            "Z",
            "9",
            "'",
            "\u2019",
            " ",
            "<br />",
            "<br",
            "/>",
            "<",
            ">",
            "-",
            "\u0301",
            "\ufe0f",
            GRINNING,
            "\ud835\udc00",
            "\u0130",
            "\u05d0",
            "\u0000",
            "\u200d",
            "br",
            "\u00bd",
            "\u0938\u094d"
        };
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder built = new StringBuilder("a ");
            random.ints(12, 0, pieces.length).forEach(piece -> built.append(pieces[piece]));
            String text = built.toString();
            String withoutTags = Pattern.compile("<br */?>", Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .replaceAll(tag -> "-".repeat(tag.group().length()));
            List<Span> expected = word.matcher(withoutTags)
                    .results()
                    .map(match -> new Span(
                            text.codePointCount(0, match.start()), text.codePointCount(0, match.end()), Span.NO_ATOM))
                    .toList();

            TokenSequence tokens = new TextEncoding(encoding.vocabulary(), 20, TextNormalization.NONE).encode(text);

            assertThat(tokens.spans()).as(text).isEqualTo(expected);
        }
    }

    @Test
    void takesTheLastWordsOfALongText() {
        String text = GRINNING + " film film film a don't good film film a";

        TokenSequence tokens = encoding.encode(text);

        assertThat(tokens.ids()).isEqualTo(new int[] {2, 5, 3, 4, 4, 2});
        assertThat(published(text, tokens)).containsExactly("a", "don't", "good", "film", "film", "a");
    }

    /** Texts with as many words as the character limit allows. */
    @Test
    void takesTheLastWordsWhateverTheMaximum() {
        for (int words = 1; words <= 10; words++) {
            String text = "a ".repeat(words).strip();
            for (int maximum = 1; maximum <= 10; maximum++) {
                TokenSequence tokens =
                        new TextEncoding(encoding.vocabulary(), maximum, TextNormalization.NONE).encode(text);

                List<Span> expected = IntStream.range(Math.max(0, words - maximum), words)
                        .mapToObj(word -> new Span(2 * word, 2 * word + 1, Span.NO_ATOM))
                        .toList();
                assertThat(tokens.spans()).as("%s, at most %d", text, maximum).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n\u2003"})
    void refusesWhatIsEmpty(String text) {
        assertUnencodable(text, EMPTY, "field 'text' is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?!", "\u0000\u0007", GRINNING, "''", "<br /><br />", "\u0301", "\u2764\ufe0f", "\u00a0"})
    void refusesWhatHasNoWord(String text) {
        assertUnencodable(text, EMPTY, "field 'text' has no word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatever", HEBREW, "unknown", "<unknown>"})
    void refusesWhatHasNoKnownWord(String text) {
        assertUnencodable(text, UNKNOWN_WORDS, "field 'text' has no word that this explainer's model was trained on");
    }

    @Test
    void refusesATextWhoseLastWordsAreAllUnknown() {
        assertUnencodable(
                "a good film" + " x".repeat(6),
                UNKNOWN_WORDS,
                "field 'text' has no word that this explainer's model was trained on");
    }

    @Test
    void takesItsMaximumOfCharactersAndNoMore() {
        String longest = GRINNING.repeat(TextEncoding.MAXIMUM_CHARACTERS - 4) + "film";

        assertThat(encoding.encode(longest).spans()).containsExactly(new Span(199_996, 200_000, Span.NO_ATOM));
        assertUnencodable(longest + " ", TOO_LONG, "field 'text' has 200001 characters; at most 200000 are allowed");
    }

    @Test
    void refusesMegabytesBeforeItMakesAnythingOfThem() {
        String huge = "good film ".repeat(1 << 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertUnencodable(huge, TOO_LONG, "field 'text' has 10485760 characters; at most 200000 are allowed");

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "'", "<", "<br ", "<br", "a'", "\u0301", " ", "<br />"})
    void takesTimeInProportionToTheLength(String repeated) {
        String text = repeated.repeat((TextEncoding.MAXIMUM_CHARACTERS - 5) / repeated.length()) + " film";

        // Linear time takes milliseconds; quadratic time would take tens of seconds for 200,000 characters.
        assertThat(assertTimeout(Duration.ofSeconds(2), () -> encoding.encode(text))
                        .spans())
                .isNotEmpty();
    }

    @Test
    void ranksWordsByFrequencyThenByTheirCharacters() {
        List<String> texts = List.of("b B a c<br />c", "d a\u2019s 'b' c");

        assertThat(TextEncoding.vocabularyOf(texts, 5, TextNormalization.NONE))
                .containsExactly(TextEncoding.UNKNOWN, "b", "c", "a", "a's");
        assertThat(TextEncoding.vocabularyOf(texts, 100, TextNormalization.NONE))
                .containsExactly(TextEncoding.UNKNOWN, "b", "c", "a", "a's", "d");
    }

    @Test
    void refusesAVocabularyThatDoesNotStartWithUnknown() {
        assertNoVocabulary(
                List.of("film"), "a vocabulary of words must start with '<unknown>', but this one starts with 'film'");
        assertNoVocabulary(List.of(), "a vocabulary of words must start with '<unknown>', but this one is empty");
    }

    @Test
    void refusesAVocabularyWithAnEmptyLineOrARepetition() {
        assertNoVocabulary(
                List.of("<unknown>", "film", " "), "a vocabulary has one token per line, but line 3 is empty");
        assertNoVocabulary(List.of("<unknown>", "film", "a", "film"), "'film' occurs twice in the vocabulary");
    }

    @Test
    void isSafeForSeveralThreads() {
        TokenSequence expected = encoding.encode("a good film");

        assertThat(IntStream.range(0, 2000).parallel().mapToObj(i -> encoding.encode("a good film")))
                .allSatisfy(tokens -> assertThat(tokens.spans()).isEqualTo(expected.spans()));
    }

    private static List<String> published(String text, TokenSequence tokens) {
        int[] codePoints = text.codePoints().toArray();
        return tokens.spans().stream()
                .map(span -> new String(codePoints, span.start(), span.end() - span.start()))
                .toList();
    }

    private void assertUnencodable(String text, RefusalReason reason, String message) {
        assertThatThrownBy(() -> encoding.encode(text))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessage(message);
    }

    private static void assertNoVocabulary(List<String> vocabulary, String message) {
        assertThatThrownBy(() -> new TextEncoding(vocabulary, 6, TextNormalization.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
