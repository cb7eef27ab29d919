package io.maskstream.demo;

/**
 * The whole stream beside the bare engine, one right after the other. Rates are records a second.
 *
 * @param records that the stream explained
 * @param engine the bare engine's rate: the mean of a run before and one after the stream
 * @param stream the stream's rate, from when the records were published, in the first round from when the streamer had
 *     started, to when the last explanation was read
 */
record BenchRound(int records, double engine, double stream) {

    /** The stream's share of the bare engine's rate. */
    public double getRatio() {
        return stream / engine;
    }
}
