package io.maskstream.demo;

import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Measures a streamer with a backlog, with single records, and at half of its maximum rate. */
final class StreamBench {

    private static final String RECORDS = "maskstream_batch_records_sum";

    /** An odd number, so one of the ratios is the median. */
    private static final int PAIRS = 3;

    private final StreamerConfig config;
    private final BenchLoad load;
    private final Consumer<String> progress;

    /**
     * A bench.
     *
     * @param config of the streamer, which is to find the topics empty
     * @param load publishes the records
     * @param progress takes a line for each step that is finished or begins
     */
    StreamBench(StreamerConfig config, BenchLoad load, Consumer<String> progress) {
        this.config = config;
        this.load = load;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param counts number of records in each round; those of the first round are published before the streamer starts
     * @param lone number of records that are published one at a time
     * @param oneIn number of records for each bad record, for measuring the cost of bad records; 0 to skip this
     * @param instances number of streamer instances that share the partitions
     * @param threads number of threads of all instances together
     * @param engine runs the bare engine while the stream is idle, and returns its rate in records per second
     */
    StreamFigures measure(
            List<Integer> counts, int lone, int oneIn, int instances, int threads, DoubleSupplier engine) {
        int backlog = counts.stream().mapToInt(Integer::intValue).sum();
        List<Streamer> streamers = new ArrayList<>();
        try {
            List<BenchRound> rounds = new ArrayList<>();
            double seconds = 0;
            double before = engine.getAsDouble();
            for (int count : counts) {
                long begin = System.nanoTime();
                load.publish(count);
                if (streamers.isEmpty()) {
                    for (int instance = 0; instance < instances; instance++) {
                        streamers.add(Streamer.start(config));
                    }
                    begin = System.nanoTime();
                }
                load.await(count);
                double took = (System.nanoTime() - begin) / 1e9;
                seconds += took;
                double after = engine.getAsDouble();
                BenchRound round = new BenchRound(count, (before + after) / 2, count / took);
                rounds.add(round);
                progress.accept(String.format(
                        Locale.ROOT,
                        "  round %d of %d: stream %,.0f records/s, bare engine %,.0f",
                        rounds.size(),
                        counts.size(),
                        round.stream(),
                        round.engine()));
                before = after;
            }
            List<Scraped> each = streamers.stream()
                    .map(streamer -> Scraped.of(streamer.httpPort()))
                    .toList();
            Scraped all = Scraped.together(each);
            progress.accept("  single records");
            Latency alone = load.lone(lone);
            double rate = rounds.get(rounds.size() - 1).stream();
            progress.accept("  records at half of that rate");
            Latency atHalfLoad = load.atRate(rate / 2);
            if (oneIn > 0) {
                progress.accept("  backlogs with bad records");
            }
            BadRecords bad = oneIn == 0 ? null : bad(counts.get(counts.size() - 1), oneIn);
            return new StreamFigures(
                    backlog,
                    rounds,
                    all.sum(RECORDS) / all.sum("maskstream_batch_records_count"),
                    load.missing(backlog),
                    load.repeated(),
                    each.stream().map(one -> Math.round(one.sum(RECORDS))).toList(),
                    work(all, backlog, seconds * 1e6 / backlog * threads),
                    alone,
                    atHalfLoad,
                    bad);
        } finally {
            streamers.forEach(Streamer::close);
        }
    }

    /**
     * @param micros time of all threads per record, in microseconds, measured over the rounds: from the publication of
     *     their records, or in the first round from the start of the streamer, to the last commit
     */
    private static RecordWork work(Scraped metrics, int records, double micros) {
        double decode = stage(metrics, "decode", records);
        double encode = stage(metrics, "encode", records);
        double engine = metrics.sum("maskstream_batch_seconds_sum") * 1e6 / records;
        double answer = stage(metrics, "answer", records);
        double forward = stage(metrics, "forward", records);
        return new RecordWork(
                decode, encode, engine, answer, forward, micros - decode - encode - engine - answer - forward);
    }

    private static double stage(Scraped metrics, String stage, int records) {
        return metrics.sum("maskstream_stage_seconds_sum{stage=\"" + stage + "\"}") * 1e6 / records;
    }

    private BadRecords bad(int records, int oneIn) {
        List<BadRecords.Pair> pairs = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            pairs.add(new BadRecords.Pair(load.backlog(records, 0), load.backlog(records, oneIn)));
        }
        return new BadRecords(oneIn, pairs);
    }
}
