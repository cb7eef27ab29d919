package io.maskstream.demo;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Measures a streamer with a backlog, with single records, and at half of its maximum rate. */
final class StreamBench {

    private static final AvroCodec<ExplanationRequest> CODEC = AvroCodec.singleObject(ExplanationRequest.class);
    private static final String RECORDS = "maskstream_batch_records_sum";
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final int LEAST_AT_HALF_LOAD = 20;

    /** An odd number, so one of the ratios is the median. */
    private static final int PAIRS = 3;

    private final String bootstrapServers;
    private final StreamerConfig config;
    private final List<Object> inputs;
    private final Duration halfLoad;
    private final Consumer<String> progress;

    /**
     * A bench.
     *
     * @param config of the streamer, which is to find the topics empty
     * @param inputs of the records, which are published over and over again
     * @param halfLoad for how long they come at half of the rate that was measured
     * @param progress takes a line for each step that is finished or begins
     */
    StreamBench(
            String bootstrapServers,
            StreamerConfig config,
            List<Object> inputs,
            Duration halfLoad,
            Consumer<String> progress) {
        this.bootstrapServers = bootstrapServers;
        this.config = config;
        this.inputs = inputs;
        this.halfLoad = halfLoad;
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
        try (BenchPublisher publisher = new BenchPublisher(bootstrapServers);
                BenchReader reader = new BenchReader(bootstrapServers, backlog)) {
            List<BenchRound> rounds = new ArrayList<>();
            int published = 0;
            double seconds = 0;
            double before = engine.getAsDouble();
            for (int count : counts) {
                long begin = System.nanoTime();
                for (int end = published + count; published < end; published++) {
                    publisher.send(published, request(published));
                }
                publisher.flush();
                if (streamers.isEmpty()) {
                    for (int instance = 0; instance < instances; instance++) {
                        streamers.add(Streamer.start(config));
                    }
                    begin = System.nanoTime();
                }
                reader.await(count);
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
            Latency alone = lone(publisher, reader, backlog, lone);
            double rate = rounds.get(rounds.size() - 1).stream();
            progress.accept("  records at half of that rate");
            Latency atHalfLoad = atRate(publisher, reader, backlog + lone, rate / 2);
            if (oneIn > 0) {
                progress.accept("  backlogs with bad records");
            }
            BadRecords bad = oneIn == 0 ? null : bad(publisher, reader, counts.get(counts.size() - 1), oneIn);
            return new StreamFigures(
                    backlog,
                    rounds,
                    all.sum(RECORDS) / all.sum("maskstream_batch_records_count"),
                    reader.missing(backlog),
                    reader.repeated(),
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

    private BadRecords bad(BenchPublisher publisher, BenchReader reader, int records, int oneIn) {
        List<BadRecords.Pair> pairs = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            pairs.add(
                    new BadRecords.Pair(rate(publisher, reader, records, 0), rate(publisher, reader, records, oneIn)));
        }
        return new BadRecords(oneIn, pairs);
    }

    private double rate(BenchPublisher publisher, BenchReader reader, int records, int oneIn) {
        long begin = System.nanoTime();
        for (int i = 0; i < records; i++) {
            boolean bad = oneIn > 0 && i % oneIn == 0;
            // Negative numbers tell the reader to count these records only.
            publisher.send(-1 - i, bad ? damaged(i / oneIn) : request(i));
        }
        publisher.flush();
        reader.await(records);
        return records / ((System.nanoTime() - begin) / 1e9);
    }

    /** Alternates between a value in an unknown encoding, a damaged input of this kind, and an unknown explainer. */
    private byte[] damaged(int number) {
        Object input = inputs.get(number % inputs.size());
        String id = Integer.toString(number);
        return switch (number % 3) {
            case 0 -> "no request".getBytes(StandardCharsets.UTF_8);
            case 1 -> CODEC.encode(new ExplanationRequest(id, null, Damage.to(input), null));
            default -> CODEC.encode(new ExplanationRequest(id, "none-of-this-name", input, null));
        };
    }

    private Latency lone(BenchPublisher publisher, BenchReader reader, int first, int records) {
        // The length of the pauses varies, so records do not always arrive at the same moment between two commits.
        Random pauses = new Random(records);
        List<Duration> latencies = new ArrayList<>();
        for (int number = first; number < first + records; number++) {
            LockSupport.parkNanos(
                    Duration.ofMillis(pauses.nextLong(LONGEST_PAUSE.toMillis())).toNanos());
            byte[] request = request(number);
            long start = System.nanoTime();
            publisher.send(number, request);
            reader.await(1);
            latencies.add(Duration.ofNanos(reader.came(number) - start));
        }
        publisher.flush();
        return Latency.of(latencies);
    }

    private Latency atRate(BenchPublisher publisher, BenchReader reader, int first, double recordsPerSecond) {
        int records = Math.max(LEAST_AT_HALF_LOAD, (int) (halfLoad.toSeconds() * recordsPerSecond));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<long[]> sending = thread.submit(() -> send(publisher, first, records, recordsPerSecond));
            reader.await(records);
            long[] sent = sending.get();
            List<Duration> latencies = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                latencies.add(Duration.ofNanos(reader.came(first + i) - sent[i]));
            }
            return Latency.of(latencies);
        } catch (ExecutionException e) {
            throw new CannotRunException("The bench cannot publish: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        } finally {
            thread.shutdownNow();
        }
    }

    /**
     * Returns when each record was due. With the actual times, a slow publisher would hide the waiting time of records.
     */
    private long[] send(BenchPublisher publisher, int first, int records, double recordsPerSecond) {
        long[] due = new long[records];
        long start = System.nanoTime();
        for (int i = 0; i < records; i++) {
            due[i] = start + (long) (i * 1e9 / recordsPerSecond);
            byte[] request = request(first + i);
            while (System.nanoTime() < due[i]) {
                LockSupport.parkNanos(due[i] - System.nanoTime());
            }
            publisher.send(first + i, request);
        }
        publisher.flush();
        return due;
    }

    private byte[] request(int number) {
        return CODEC.encode(
                new ExplanationRequest(Integer.toString(number), null, inputs.get(number % inputs.size()), null));
    }
}
