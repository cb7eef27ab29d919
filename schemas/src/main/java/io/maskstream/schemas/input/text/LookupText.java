package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.DefaultIgnorable;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * A processed text whose tokens are looked up, with the position of each character in the published text. Takes linear
 * time and memory for any text.
 */
final class LookupText {

    /** Size limit of a derived text in UTF-16 units. */
    private static final int LARGEST = 4 * TextEncoding.MAXIMUM_CHARACTERS;

    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    /** NFKC changes no character below this. */
    private static final int FIRST_CHANGED = 0xA0;

    /**
     * Limit for the characters that are normalized together. Unicode's stream-safe format (UAX #15) allows at most 30
     * marks after a letter, and sorting an unlimited number of marks would take quadratic time.
     */
    private static final int LONGEST_CLUSTER = 32;

    private final String characters;

    /** The start of each UTF-16 unit's character in the published text, in code points; null if equal to the index. */
    private final int[] starts;

    /** The end of each UTF-16 unit's character in the published text; null if equal to the index plus 1. */
    private final int[] ends;

    private LookupText(String characters, int[] starts, int[] ends) {
        this.characters = characters;
        this.starts = starts;
        this.ends = ends;
    }

    /** Returns the unchanged text. */
    static LookupText asPublished(String text) {
        int length = text.length();
        if (text.codePointCount(0, length) == length) {
            return new LookupText(text, null, null);
        }
        int[] starts = new int[length];
        int[] ends = new int[length];
        int offset = 0;
        for (int i = 0; i < length; offset++) {
            int next = i + Character.charCount(text.codePointAt(i));
            Arrays.fill(starts, i, next, offset);
            Arrays.fill(ends, i, next, offset + 1);
            i = next;
        }
        return new LookupText(text, starts, ends);
    }

    /**
     * Returns the normalized text. HTML entities are decoded once. Then default-ignorable characters are dropped, and
     * all kinds of apostrophes become {@code '}. Finally, each character with its combining marks is normalized to
     * NFKC. A character that NFKC would turn into several words, such as a fraction, stays unchanged, because each word
     * needs its own position in the published text. An unpaired surrogate becomes U+FFFD.
     */
    static LookupText unicode1(String text) {
        return isPlain(text) ? new LookupText(text, null, null) : new Builder(text).build();
    }

    /** Returns whether normalization changes nothing, as for most English texts. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= FIRST_CHANGED || c == '&' || c == '`') {
                return false;
            }
        }
        return true;
    }

    String characters() {
        return characters;
    }

    /** Returns the position in the published text of the part between two indexes. */
    Span span(int from, int to) {
        return starts == null ? new Span(from, to, Span.NO_ATOM) : new Span(starts[from], ends[to - 1], Span.NO_ATOM);
    }

    /** Returns the start of a UTF-16 unit's character in the published text, in code points. */
    int start(int index) {
        return starts == null ? index : starts[index];
    }

    /** Returns the end of a UTF-16 unit's character in the published text, in code points. */
    int end(int index) {
        return ends == null ? index + 1 : ends[index];
    }

    /** Returns a text with other characters of the same number at the same positions. */
    LookupText withCharacters(String others) {
        return new LookupText(others, starts, ends);
    }

    /** Builds a text from parts of another text and from characters that replace such parts. */
    static final class Derivation {

        private final LookupText source;
        private final StringBuilder characters;
        private int[] starts;
        private int[] ends;

        Derivation(LookupText source) {
            this.source = source;
            int length = source.characters.length();
            this.characters = new StringBuilder(length);
            this.starts = new int[length + 1];
            this.ends = new int[length + 1];
        }

        /** Copies the characters of the source between two indexes. */
        void copy(int from, int to) {
            for (int i = from; i < to; i++) {
                append(source.characters.charAt(i), source.start(i), source.end(i));
            }
        }

        /**
         * Adds a character that replaces a part of the source. For an empty part, it gets the position of an adjacent
         * character.
         *
         * @param from index of the first character of the part
         * @param to index after the last character of the part
         */
        void insert(char c, int from, int to) {
            int length = source.characters.length();
            if (length > 0) {
                int first = Math.min(from, length - 1);
                append(c, source.start(first), source.end(Math.max(first, to - 1)));
            }
        }

        /** Adds a part of another text; all of its characters get the same position in the published text. */
        void add(String text, int from, int to, int start, int end) {
            for (int i = from; i < to; i++) {
                append(text.charAt(i), start, end);
            }
        }

        private void append(char c, int start, int end) {
            int index = characters.length();
            if (index == LARGEST) {
                throw new UnencodableInputException(
                        TOO_LONG, "field 'text' grows to more than " + LARGEST + " characters during standardization");
            }
            if (index == starts.length) {
                starts = Arrays.copyOf(starts, 2 * index);
                ends = Arrays.copyOf(ends, 2 * index);
            }
            starts[index] = start;
            ends[index] = end;
            characters.append(c);
        }

        LookupText text() {
            return new LookupText(characters.toString(), starts, ends);
        }
    }

    private static boolean isApostrophe(int c) {
        return switch (c) {
            case 0x0060, // grave accent
                    0x00B4, // acute accent
                    0x02B9, // modifier letter prime
                    0x02BB, // modifier letter turned comma
                    0x02BC, // modifier letter apostrophe
                    0x02BD, // modifier letter reversed comma
                    0x02CA, // modifier letter acute accent
                    0x02CB, // modifier letter grave accent
                    0x0374, // Greek numeral sign
                    0x055A, // Armenian apostrophe
                    0x05F3, // Hebrew geresh
                    0x1FBD, // Greek koronis
                    0x1FBF, // Greek psili
                    0x1FEF, // Greek varia
                    0x1FFD, // Greek oxia
                    0x2018, // left single quotation mark
                    0x2019, // right single quotation mark
                    0x201B, // single high-reversed-9 quotation mark
                    0x2032, // prime
                    0x2035, // reversed prime
                    0xA78B, // Latin capital letter saltillo
                    0xA78C, // Latin small letter saltillo
                    0xFF07, // full-width apostrophe
                    0xFF40 -> true; // full-width grave accent
            default -> false;
        };
    }

    /** Groups characters into clusters that NFKC changes independently of their neighbours. */
    private static final class Builder {

        private final String text;
        private final StringBuilder characters;
        private int[] starts;
        private int[] ends;

        private final int[] cluster = new int[LONGEST_CLUSTER];
        private int clusterLength;
        private int clusterStart;
        private int clusterEnd;

        Builder(String text) {
            this.text = text;
            this.characters = new StringBuilder(text.length());
            this.starts = new int[text.length()];
            this.ends = new int[text.length()];
        }

        LookupText build() {
            int offset = 0;
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                int width = 1;
                HtmlEntity entity = c == '&' ? HtmlEntity.at(text, i) : null;
                if (entity != null) {
                    c = entity.codePoint();
                    next = entity.end();
                    width = next - i; // An entity is ASCII.
                }
                if (!DefaultIgnorable.is(c)) {
                    add(c, offset, offset + width);
                }
                offset += width;
                i = next;
            }
            flush();
            return new LookupText(
                    characters.toString(),
                    Arrays.copyOf(starts, characters.length()),
                    Arrays.copyOf(ends, characters.length()));
        }

        private void add(int character, int start, int end) {
            int c = character;
            if (isApostrophe(c)) {
                c = '\'';
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                c = REPLACEMENT_CHARACTER;
            }
            if (clusterLength == LONGEST_CLUSTER || !continuesCluster(c)) {
                flush();
            }
            if (clusterLength == 0) {
                clusterStart = start;
            }
            cluster[clusterLength++] = c;
            clusterEnd = end;
        }

        /**
         * Returns whether a character may combine with the previous one: a mark, or a Hangul letter after another
         * letter.
         */
        private boolean continuesCluster(int c) {
            if (c < 0x300 || clusterLength == 0) {
                return false;
            }
            return Words.isMark(c)
                    || isHalfWidthMark(c)
                    || (isJamo(c) && Character.isLetter(cluster[clusterLength - 1]));
        }

        /**
         * Returns whether a character is a Japanese half-width sound mark. Unicode classifies these as letters, but
         * NFKC converts them to marks.
         */
        private static boolean isHalfWidthMark(int c) {
            return c == 0xFF9E || c == 0xFF9F;
        }

        /**
         * Returns whether a character is a Hangul vowel or final consonant in any form; the ranges include the code
         * points between them.
         */
        private static boolean isJamo(int c) {
            return (c >= 0x1160 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) || (c >= 0xFFA1 && c <= 0xFFDC);
        }

        private void flush() {
            if (clusterLength == 0) {
                return;
            }
            if (clusterLength == 1 && cluster[0] < FIRST_CHANGED) {
                append((char) cluster[0]);
            } else {
                String source = new String(cluster, 0, clusterLength);
                String normal = Normalizer.normalize(source, Normalizer.Form.NFKC);
                if (normal.length() > 2 && normal.length() > source.length() && hasSeveralWords(normal)) {
                    normal = source;
                }
                for (int i = 0; i < normal.length(); i++) {
                    char c = normal.charAt(i);
                    append(isApostrophe(c) ? '\'' : c);
                }
            }
            clusterLength = 0;
        }

        private static boolean hasSeveralWords(String part) {
            return Words.count(asPublished(part)) > 1;
        }

        private void append(char c) {
            int index = characters.length();
            if (index == starts.length) {
                starts = Arrays.copyOf(starts, 2 * index);
                ends = Arrays.copyOf(ends, 2 * index);
            }
            starts[index] = clusterStart;
            ends[index] = clusterEnd;
            characters.append(c);
        }
    }
}
