package io.maskstream.schemas.record;

/**
 * Reads a string of a JSON document character by character from its bytes, so a large string is never held in memory as
 * text. It does not validate the JSON, which is left to the parser; it only guarantees to end.
 */
final class JsonString {

    /** The value after the last character. */
    static final int END = -1;

    private final byte[] json;
    private int position;

    /**
     * Starts at the beginning of a string.
     *
     * @param json the document in UTF-8
     * @param quote index of the opening quotation mark
     */
    JsonString(byte[] json, int quote) {
        if (json[quote] != '"') {
            throw new IllegalArgumentException("no string starts at " + quote);
        }
        this.json = json;
        this.position = quote + 1;
    }

    /** Returns an upper bound for the number of bytes in the rest of the string. */
    int remainingBytes() {
        return json.length - position;
    }

    /**
     * Returns the next character as a code point, or as a UTF-16 unit if it is escaped as a surrogate; {@link #END}
     * after the last one.
     */
    int next() {
        if (position >= json.length) {
            return END;
        }
        int b = json[position];
        if (b == '"') {
            return END;
        }
        position++;
        if (b == '\\') {
            return escaped();
        }
        if (b >= 0) {
            return b;
        }
        b &= 0xFF;
        int more = b >= 0xF0 ? 3 : b >= 0xE0 ? 2 : 1;
        int codePoint = b & (0x3F >> more);
        for (; more > 0 && position < json.length; more--) {
            codePoint = codePoint << 6 | (json[position++] & 0x3F);
        }
        return codePoint;
    }

    private int escaped() {
        if (position >= json.length) {
            return END;
        }
        int c = json[position++];
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> hexadecimal();
            default -> c;
        };
    }

    private int hexadecimal() {
        int c = 0;
        for (int i = 0; i < 4 && position < json.length; i++) {
            c = c << 4 | (Character.digit(json[position++], 16) & 0xF);
        }
        return c;
    }
}
