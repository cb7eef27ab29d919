package io.maskstream.schemas.record;

/**
 * Finds the start of a JSON object in a value, after optional white space and a byte order mark, which some tools
 * write.
 */
final class JsonStart {

    private static final int NONE = -1;
    private static final int BYTE_ORDER_MARK_BYTES = 3;

    private JsonStart() {}

    /**
     * Returns the index of the brace that starts the JSON object, or -1 if the value is in another encoding.
     *
     * @param value the value; may be null or empty
     * @throws UnreadableRecordException if the value starts like text, but not like a JSON object in UTF-8
     */
    static int of(byte[] value) {
        if (value == null || value.length == 0) {
            return NONE;
        }
        if (isUtf16(value)) {
            throw new UnreadableRecordException("the value is text in UTF-16, but JSON must be in UTF-8");
        }
        int first = startsWithByteOrderMark(value) ? BYTE_ORDER_MARK_BYTES : 0;
        while (first < value.length && isWhiteSpace(value[first])) {
            first++;
        }
        if (first < value.length && value[first] == '{') {
            return first;
        }
        if (first == 0) {
            return NONE;
        }
        throw new UnreadableRecordException(
                first == value.length
                        ? "the value is only white space"
                        : String.format(
                                "the value looks like text, but its first character is the byte 0x%02X; a JSON object"
                                        + " starts with a brace",
                                value[first]));
    }

    private static boolean isUtf16(byte[] value) {
        return value.length > 1
                && ((value[0] == (byte) 0xFE && value[1] == (byte) 0xFF)
                        || (value[0] == (byte) 0xFF && value[1] == (byte) 0xFE)
                        || (value[0] == '{' && value[1] == 0));
    }

    private static boolean startsWithByteOrderMark(byte[] value) {
        return value.length >= BYTE_ORDER_MARK_BYTES
                && value[0] == (byte) 0xEF
                && value[1] == (byte) 0xBB
                && value[2] == (byte) 0xBF;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
