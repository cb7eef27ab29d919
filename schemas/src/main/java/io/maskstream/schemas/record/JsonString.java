package io.maskstream.schemas.record;

/**
 * Reads a string of a JSON text character by character from its bytes, so that a large one is never held as a text.
 * What is no JSON in it is for the parser to find; here it must do no more than end.
 */
final class JsonString {

    /** What comes behind the last character. */
    static final int END = -1;

    private final byte[] json;
    private int position;

    /**
     * At the start of a string.
     *
     * @param json in UTF-8
     * @param quote index of the quotation mark that opens it
     */
    JsonString(byte[] json, int quote) {
        if (json[quote] != '"') {
            throw new IllegalArgumentException("no string starts at " + quote);
        }
        this.json = json;
        this.position = quote + 1;
    }

    /** No more bytes than this can be in the string. */
    int remainingBytes() {
        return json.length - position;
    }

    /** The next character as a code point, or as a UTF-16 unit where half a pair is escaped; {@link #END} behind the last. */
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
