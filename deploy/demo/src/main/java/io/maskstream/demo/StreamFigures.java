package io.maskstream.demo;

import java.util.List;

/**
 * What was measured of the whole stream.
 *
 * @param records in the backlog, of all rounds
 * @param rounds in their order; in the first one the JVM still compiles
 * @param meanBatch records in a batch
 * @param missing records of the backlog that were not explained
 * @param repeated explanations of records that had been explained before
 * @param instances explanations of the backlog by each instance of the streamer
 * @param work what a record of the backlog cost
 * @param lone records that came one at a time
 * @param halfLoad records that came at half of the last round's rate
 * @param bad what bad records cost; null if that was not measured
 */
record StreamFigures(
        int records,
        List<BenchRound> rounds,
        double meanBatch,
        int missing,
        int repeated,
        List<Long> instances,
        RecordWork work,
        Latency lone,
        Latency halfLoad,
        BadRecords bad) {}
