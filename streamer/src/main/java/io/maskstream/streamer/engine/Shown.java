package io.maskstream.streamer.engine;

/** How records are named in messages. */
final class Shown {

    /** Callers choose ids and names; a message has to stay one line that fits into a header. */
    private static final int LONGEST = 80;

    private Shown() {}

    static String of(RecordOrigin origin) {
        return "record " + origin + ": ";
    }

    static String of(RecordOrigin origin, String id) {
        return "record " + origin + ", id '" + shortened(id) + "': ";
    }

    static String shortened(String text) {
        int end = text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length())));
        String cut = text.substring(0, end).replaceAll("\\p{Cntrl}", "?");
        return end < text.length() ? cut + "..." : cut;
    }
}
