package io.maskstream.schemas.record;

/** Other people's words, made fit to stand in a message. */
final class Quotes {

    private static final int MAXIMUM_CODE_POINTS = 200;

    private Quotes() {}

    /** A text on one line, without control or format characters or a final full stop, and cut where it is long. */
    static String oneLine(String text) {
        String line = text == null
                ? ""
                : text.replaceAll("[\\s\\p{C}]+", " ")
                        .replaceFirst("[. ]+$", "")
                        .strip();
        if (line.isEmpty()) {
            return "no reason given";
        }
        if (line.codePointCount(0, line.length()) <= MAXIMUM_CODE_POINTS) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAXIMUM_CODE_POINTS)) + "...";
    }
}
