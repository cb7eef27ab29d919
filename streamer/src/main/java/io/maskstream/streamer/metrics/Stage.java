package io.maskstream.streamer.metrics;

import java.util.Locale;

/** The work of a stream thread on records, except for the calls of the graph, which are timed by explainer. */
public enum Stage {
    /** From the topic's bytes to a request. */
    DECODE,
    /** From a request to the numbers that the graph takes: parsing, counting tokens, scaling images. */
    ENCODE,
    /** From the graph's numbers to the bytes of an explanation. */
    ANSWER,
    /** Counting explained records in the window that is compared with the records of the fit. */
    DRIFT,
    /** Through Kafka Streams to the producer, which sends on its own thread. */
    FORWARD;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
