package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.Quotes;

/** Names records in messages. */
final class Shown {

    private Shown() {}

    static String of(RecordOrigin origin) {
        return "record " + origin + ": ";
    }

    static String of(RecordOrigin origin, String id) {
        return "record " + origin + ", id '" + Quotes.shown(id) + "': ";
    }
}
