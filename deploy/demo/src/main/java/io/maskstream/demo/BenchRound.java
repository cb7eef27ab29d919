package io.maskstream.demo;

/**
 * A run of the whole stream, with runs of the bare engine right before and after it. Rates are in records per second.
 *
 * @param records number of records that the stream explained
 * @param engine the bare engine's rate: the mean of a run before and one after the stream
 * @param stream the stream's rate, measured from the publication of the records, or in the first round from the start
 *     of the streamer, until the last explanation was read
 */
record BenchRound(int records, double engine, double stream) {

    /** Returns the stream's rate divided by the bare engine's. */
    public double getRatio() {
        return stream / engine;
    }
}
