package io.maskstream.streamer.live;

/** Receives every record that leaves the stream, on the stream's own thread. Must return at once, and never throw. */
@FunctionalInterface
public interface LiveTap {

    /** Ignores all records. */
    LiveTap NONE = record -> {};

    /** Called when a record is on its way to the explanations topic or the dead-letter topic. */
    void offer(LiveRecord record);
}
