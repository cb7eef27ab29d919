package io.maskstream.demo;

import java.util.List;

/**
 * What was measured of the whole stream. Rates are records a second, from the first sight of committed explanations to
 * the last.
 *
 * @param records in the backlog
 * @param rate of the whole backlog
 * @param warmUp how many records {@code warmRate} leaves out at the beginning
 * @param warmRate of the rest
 * @param meanBatch records in a batch
 * @param missing records of the backlog that were not explained
 * @param repeated explanations of records that had been explained before
 * @param instances explanations of the backlog by each instance of the streamer
 * @param work what a record of the backlog cost
 * @param lone records that came one at a time
 * @param halfLoad records that came at half of {@code warmRate}
 */
record StreamFigures(
        int records,
        double rate,
        int warmUp,
        double warmRate,
        double meanBatch,
        int missing,
        int repeated,
        List<Long> instances,
        RecordWork work,
        Latency lone,
        Latency halfLoad) {}
