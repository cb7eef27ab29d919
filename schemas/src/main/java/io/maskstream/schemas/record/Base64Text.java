package io.maskstream.schemas.record;

import java.util.Arrays;
import java.util.Locale;

/**
 * Bytes in base64 (RFC 4648) as people's tools write it: in the standard alphabet or the one for URLs, with padding or
 * without, with white space in it as MIME breaks lines, and in a {@code data:} URI as browsers give it. A single-use
 * decoder; it needs no more memory than twice that of the bytes.
 */
final class Base64Text {

    /** Of what stands before the comma of a {@code data:} URI. */
    private static final int LONGEST_HEADER = 1000;

    private static final String SCHEME = "data:";

    private final JsonString text;
    private final byte[] bytes;
    private int length;

    /** How many characters were read, white space included. */
    private int read;

    /** How many of them count, and the value of those that are not yet a group of four. */
    private long digits;

    private int group;
    private int padding;

    /** Where a character that only one of the alphabets has was seen first. */
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
     * @throws IllegalArgumentException if it is in no such form; the message says what was found at which character,
     *     counted from 0
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
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            return;
        }
        if (maybeScheme) {
            int expected = SCHEME.charAt((int) digits);
            if (c == ':' && expected == ':') {
                startUri();
                return;
            }
            // The letters of the scheme may be data, too.
            maybeScheme = Character.toLowerCase(c) == expected && c < 0x80;
        }
        if (c == '=') {
            padding++;
            return;
        }
        int value = value(c);
        if (value < 0) {
            throw unexpected(c);
        }
        if (padding > 0) {
            throw new IllegalArgumentException(
                    "there is " + Quotes.character(c) + " at " + read + " behind the padding");
        }
        group = group << 6 | value;
        if (++digits % 4 == 0) {
            put(group >> 16);
            put(group >> 8);
            put(group);
            group = 0;
        }
    }

    private int value(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        switch (c) {
            case '+', '/' -> standardAt = standardAt < 0 ? read : standardAt;
            case '-', '_' -> urlSafeAt = urlSafeAt < 0 ? read : urlSafeAt;
            default -> {
                return -1;
            }
        }
        if (standardAt >= 0 && urlSafeAt >= 0) {
            throw new IllegalArgumentException("it mixes two alphabets: one of '+' and '/' is at " + standardAt
                    + ", one of '-' and '_' at " + urlSafeAt);
        }
        return c == '+' || c == '-' ? 62 : 63;
    }

    private IllegalArgumentException unexpected(int c) {
        String found = "there is " + Quotes.character(c) + " at " + read;
        return new IllegalArgumentException(
                uri && c == '%' ? found + "; percent-encoding in a data URI is not read" : found);
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
        int left = (int) (digits % 4);
        if (left == 1) {
            throw new IllegalArgumentException("it is cut short: its " + digits
                    + " characters, white space aside, are one more than a multiple of 4");
        }
        int missing = left == 0 ? 0 : 4 - left;
        if (padding != 0 && padding != missing) {
            throw new IllegalArgumentException("it ends in " + padding + " '=', where "
                    + (missing == 0 ? "none belongs" : missing + " or none belong"));
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
