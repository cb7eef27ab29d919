package io.maskstream.streamer.live;

/** Sees every record that leaves the stream, on the stream's own thread: must return at once, and never throw. */
@FunctionalInterface
public interface LiveTap {

    /** Where nobody can look. */
    LiveTap NONE = record -> {};

    /** A record is on its way to the explanations or the dead-letter topic. */
    void offer(LiveRecord record);
}
