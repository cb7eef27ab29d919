package io.maskstream.schemas.record;

import java.util.Arrays;
import java.util.Locale;

/**
 * Decodes base64 (RFC 4648) in the variants that common tools write: in the standard or the URL alphabet, with or
 * without padding, with white space as in MIME, and in a {@code data:} URI as from browsers. For a single use. It needs
 * at most twice the memory of the decoded bytes.
 */
final class Base64Text {

    /** Length limit of the part before the comma of a {@code data:} URI. */
    private static final int LONGEST_HEADER = 1000;

    private static final String SCHEME = "data:";

    /** The alphabets differ in the values from this one on. */
    private static final int FIRST_OF_ALPHABET = 62;

    /** The value of each ASCII character; -1 if it is in neither alphabet. */
    private static final byte[] VALUES = values();

    private final JsonString text;
    private final byte[] bytes;
    private int length;

    /** The number of characters read, including white space. */
    private int read;

    /** The number of data characters among them. */
    private int digits;

    /** The values of the last data characters, six bits each. */
    private int group;

    private int padding;

    /**
     * The positions of the first character that only the standard or only the URL alphabet has; -1 if there is none.
     */
    private int standardAt = -1;

    private int urlSafeAt = -1;
    private boolean maybeScheme = true;
    private boolean uri;

    private Base64Text(JsonString text) {
        this.text = text;
        this.bytes = new byte[(int) (text.remainingBytes() * 3L / 4) + 3];
    }

    /**
     * Decodes a string.
     *
     * @throws IllegalArgumentException if the string is not valid base64; the message names the offending character and
     *     its position, counted from 0
     */
    static byte[] decode(JsonString text) {
        return new Base64Text(text).decode();
    }

    private byte[] decode() {
        for (int c = text.next(); c != JsonString.END; c = text.next()) {
            take(c);
            read++;
        }
        finish();
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void take(int c) {
        int value = c < VALUES.length ? VALUES[c] : -1;
        if (value < 0 || maybeScheme || padding > 0) {
            if (isNoDigit(c, value)) {
                return;
            }
        } else if (value >= FIRST_OF_ALPHABET) {
            noteAlphabet(c);
        }
        group = group << 6 | value;
        if ((++digits & 3) == 0) {
            put(group >> 16);
            put(group >> 8);
            put(group);
        }
    }

    /**
     * Handles characters that are rarely data. Returns true for a character that is not data, and throws for an invalid
     * one.
     */
    private boolean isNoDigit(int c, int value) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            return true;
        }
        if (maybeScheme) {
            int expected = SCHEME.charAt(digits);
            if (c == ':' && expected == ':') {
                startUri();
                return true;
            }
            // The letters of the scheme may also be data.
            maybeScheme = c < 0x80 && Character.toLowerCase(c) == expected;
        }
        if (c == '=') {
            padding++;
            return true;
        }
        if (value < 0) {
            throw unexpected(c);
        }
        if (padding > 0) {
            throw new IllegalArgumentException(
                    "there is " + Quotes.character(c) + " at " + read + " after the padding");
        }
        if (value >= FIRST_OF_ALPHABET) {
            noteAlphabet(c);
        }
        return false;
    }

    /** Both alphabets share letters and digits; each has two characters of its own. */
    private void noteAlphabet(int c) {
        if (c == '+' || c == '/') {
            standardAt = standardAt < 0 ? read : standardAt;
        } else {
            urlSafeAt = urlSafeAt < 0 ? read : urlSafeAt;
        }
        if (standardAt >= 0 && urlSafeAt >= 0) {
            throw new IllegalArgumentException("it mixes two alphabets: one of '+' and '/' is at " + standardAt
                    + ", one of '-' and '_' at " + urlSafeAt);
        }
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        for (int value = 0; value < FIRST_OF_ALPHABET; value++) {
            values[alphabet.charAt(value)] = (byte) value;
        }
        values['+'] = FIRST_OF_ALPHABET;
        values['-'] = FIRST_OF_ALPHABET;
        values['/'] = FIRST_OF_ALPHABET + 1;
        values['_'] = FIRST_OF_ALPHABET + 1;
        return values;
    }

    private IllegalArgumentException unexpected(int c) {
        String found = "there is " + Quotes.character(c) + " at " + read;
        return new IllegalArgumentException(
                uri && c == '%' ? found + "; percent-encoding in a data URI is not supported" : found);
    }

    private void startUri() {
        StringBuilder header = new StringBuilder();
        read++;
        int c = text.next();
        for (; c != JsonString.END && c != ','; c = text.next()) {
            if (header.length() >= LONGEST_HEADER) {
                throw new IllegalArgumentException(
                        "it starts as a data URI, but has no comma in its first " + LONGEST_HEADER + " characters");
            }
            header.appendCodePoint(c);
            read++;
        }
        if (c == JsonString.END) {
            throw new IllegalArgumentException("it starts as a data URI, but has no comma");
        }
        if (!header.toString().strip().toLowerCase(Locale.ROOT).endsWith(";base64")) {
            throw new IllegalArgumentException(
                    "it is a data URI that is not in base64: ';base64' is missing before its" + " comma at " + read);
        }
        uri = true;
        maybeScheme = false;
        digits = 0;
        group = 0;
        length = 0;
    }

    private void finish() {
        int left = digits & 3;
        if (left == 1) {
            throw new IllegalArgumentException("it is cut short: its " + digits
                    + " characters, white space aside, are one more than a multiple of 4");
        }
        int missing = left == 0 ? 0 : 4 - left;
        if (padding != 0 && padding != missing) {
            throw new IllegalArgumentException("it ends in " + padding + " '='; "
                    + (missing == 0 ? "none is expected" : missing + " or none are expected"));
        }
        if (left == 2) {
            put(group >> 4);
        } else if (left == 3) {
            put(group >> 10);
            put(group >> 2);
        }
    }

    private void put(int b) {
        bytes[length++] = (byte) b;
    }
}
