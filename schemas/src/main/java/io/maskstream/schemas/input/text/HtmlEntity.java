package io.maskstream.schemas.input.text;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.translate.EntityArrays;

/**
 * A character reference in HTML, for example for a right quotation mark: a name of HTML 4 or XML
 * (<code>&amp;rsquo;</code>), decimal digits (<code>&amp;#8217;</code>) or hexadecimal digits
 * (<code>&amp;#x2019;</code>), always with its semicolon.
 *
 * @param codePoint the character
 * @param end index after the semicolon, in UTF-16 units
 */
record HtmlEntity(int codePoint, int end) {

    private static final Map<String, Integer> CODE_POINT_OF_NAME = names();

    /** The longest name in HTML 4 is thetasym. */
    private static final int LONGEST_NAME = 8;

    /** Browsers interpret numbers in this range, which are control characters in Unicode, as bytes of this encoding. */
    private static final Charset BYTES_80_TO_9F = Charset.forName("windows-1252");

    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    /**
     * Returns the entity that starts at an ampersand, or null if there is none. Takes time in proportion to the entity.
     */
    static HtmlEntity at(String text, int ampersand) {
        int first = ampersand + 1;
        if (first < text.length() && text.charAt(first) == '#') {
            return number(text, first + 1);
        }
        int end = first;
        while (end < text.length() && end - first <= LONGEST_NAME && isNamed(text.charAt(end))) {
            end++;
        }
        if (end == text.length() || text.charAt(end) != ';') {
            return null;
        }
        Integer codePoint = CODE_POINT_OF_NAME.get(text.substring(first, end));
        return codePoint == null ? null : new HtmlEntity(codePoint, end + 1);
    }

    private static boolean isNamed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static HtmlEntity number(String text, int start) {
        boolean hexadecimal = text.regionMatches(true, start, "x", 0, 1);
        int radix = hexadecimal ? 16 : 10;
        int first = hexadecimal ? start + 1 : start;
        int value = 0;
        int end = first;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                break;
            }
            value = Math.min(value * radix + digit, Character.MAX_CODE_POINT + 1);
        }
        if (end == first || end == text.length() || text.charAt(end) != ';') {
            return null;
        }
        return new HtmlEntity(asBrowsersTakeIt(value), end + 1);
    }

    private static int asBrowsersTakeIt(int number) {
        if (number == 0
                || number > Character.MAX_CODE_POINT
                || (number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE)) {
            return REPLACEMENT_CHARACTER;
        }
        return number >= 0x80 && number <= 0x9F
                ? new String(new byte[] {(byte) number}, BYTES_80_TO_9F).codePointAt(0)
                : number;
    }

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new HashMap<>();
        for (Map<CharSequence, CharSequence> table : List.of(
                EntityArrays.BASIC_UNESCAPE,
                EntityArrays.APOS_UNESCAPE,
                EntityArrays.ISO8859_1_UNESCAPE,
                EntityArrays.HTML40_EXTENDED_UNESCAPE)) {
            table.forEach((entity, character) -> names.put(
                    entity.subSequence(1, entity.length() - 1).toString(),
                    character.toString().codePointAt(0)));
        }
        return Map.copyOf(names);
    }
}
