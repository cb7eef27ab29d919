package io.maskstream.streamer.metrics;

import java.util.Locale;

/** What a stream thread does with records beside the graph's calls, which are timed by explainer. */
public enum Stage {
    /** From the topic's bytes to a request. */
    DECODE,
    /** From a request to the numbers that a graph takes: parsing, counting tokens, scaling pictures. */
    ENCODE,
    /** From a graph's numbers to the bytes of an explanation. */
    ANSWER,
    /** Counting what was explained into the window that is compared with the fit. */
    DRIFT,
    /** Through Kafka Streams to the producer, which sends on a thread of its own. */
    FORWARD;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
