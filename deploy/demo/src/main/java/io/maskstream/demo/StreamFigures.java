package io.maskstream.demo;

import java.util.List;

/**
 * The figures of the whole stream.
 *
 * @param records number of records in the backlog, over all rounds
 * @param rounds the rounds in order; in the first one the JVM still compiles
 * @param meanBatch mean number of records in a batch
 * @param missing number of records in the backlog that were not explained
 * @param repeated number of explanations for already explained records
 * @param instances number of explained records of the backlog for each instance of the streamer
 * @param work time spent on a record of the backlog
 * @param lone latency of records that were published one at a time
 * @param halfLoad latency of records at half of the last round's rate
 * @param bad the cost of bad records; null if it was not measured
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
