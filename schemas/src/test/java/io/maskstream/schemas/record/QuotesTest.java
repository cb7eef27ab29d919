package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotesTest {

    private static final String GRINNING = "\ud83d\ude00";

    /**
     * C0 and C1 controls, separators, bidirectional controls, joiners, variation selectors, tags, surrogates,
     * private-use and unassigned characters.
     */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x9F, 0xAD, 0x034F, 0x061C, 0x115F,
                0x17B4, 0x180E, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2065, 0x2066,
                0x2069, 0x3164, 0xD800, 0xDFFF, 0xE000, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFF, 0x1D173, 0xE0001,
                0xE0100, 0x10FFFF
            })
    void letsNothingThroughThatIsObeyedInsteadOfSeen(int codePoint) {
        String text = "a" + Character.toString(codePoint) + "b";

        assertThat(Quotes.shown(text)).isEqualTo("a?b");
        assertThat(Quotes.oneLine(text)).isIn("a?b", "a b");
        assertThat(Quotes.character(codePoint)).isEqualTo(String.format("U+%04X", codePoint));
    }

    @Test
    void leavesOnlyVisibleCharactersOfWholeUnicode() {
        Pattern unseen = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\\u00a0]");
        for (int c = Character.MIN_CODE_POINT; c <= Character.MAX_CODE_POINT; c++) {
            String text = new StringBuilder().appendCodePoint(c).append('x').toString();
            String made = Quotes.shown(text) + Quotes.oneLine(text) + Quotes.character(c);
            if (unseen.matcher(made).find()) {
                fail(String.format("U+%04X comes through: %s", c, made));
            }
        }
    }

    @Test
    void leavesWhatCanBeSeen() {
        String text = "Caf\u00e9 \u05e9\u05dc\u05d5\u05dd \u0928\u092e\u0938\u094d\u0924\u0947 " + GRINNING + " 'x'?";

        assertThat(Quotes.shown(text)).isEqualTo(text);
        assertThat(Quotes.oneLine(text)).isEqualTo(text);
        assertThat(Quotes.character('?')).isEqualTo("'?'");
        assertThat(Quotes.character(0x1F600)).isEqualTo("'" + GRINNING + "'");
        assertThat(Quotes.character(0x301)).isEqualTo("U+0301");
        assertThat(Quotes.character(' ')).isEqualTo("U+0020");
    }

    @Test
    void cutsWhatIsLong() {
        assertThat(Quotes.shown(GRINNING.repeat(80))).isEqualTo(GRINNING.repeat(80));
        assertThat(Quotes.shown(GRINNING.repeat(81))).isEqualTo(GRINNING.repeat(80) + "...");
        assertThat(Quotes.shown("abc", 2)).isEqualTo("ab...");
        assertThat(Quotes.oneLine("x".repeat(200) + ". ")).isEqualTo("x".repeat(200) + "...");
        assertThat(Quotes.oneLine("x".repeat(200) + " \n")).isEqualTo("x".repeat(200));
        assertThat(Quotes.oneLine(GRINNING.repeat(1_000_000))).isEqualTo(GRINNING.repeat(200) + "...");
    }

    @Test
    void endsAReasonWithoutAFullStop() {
        assertThat(Quotes.oneLine(" two\r\n  lines.\n")).isEqualTo("two lines");
        assertThat(Quotes.oneLine(" . ")).isEqualTo("no reason given");
        assertThat(Quotes.oneLine(null)).isEqualTo("no reason given");
        assertThat(Quotes.shown(null)).isEqualTo("null");
        assertThat(Quotes.shown("")).isEmpty();
    }
}
