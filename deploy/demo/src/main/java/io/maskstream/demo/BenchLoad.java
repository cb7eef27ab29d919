package io.maskstream.demo;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Publishes the records of a bench, and waits for their outcomes. */
final class BenchLoad implements AutoCloseable {

    private static final AvroCodec<ExplanationRequest> CODEC = AvroCodec.singleObject(ExplanationRequest.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final int LEAST_AT_A_RATE = 20;

    private final BenchPublisher publisher;
    private final BenchReader reader;
    private final List<Object> inputs;
    private final Duration timed;

    /** Number of the next record whose outcome is noted. */
    private int next;

    /**
     * Connects to a broker.
     *
     * @param inputs of the records, which are published over and over again
     * @param timed for how long {@link #atRate} publishes
     */
    BenchLoad(String bootstrapServers, List<Object> inputs, Duration timed) {
        this.publisher = new BenchPublisher(bootstrapServers);
        this.reader = new BenchReader(bootstrapServers);
        this.inputs = inputs;
        this.timed = timed;
    }

    /** Publishes records whose outcomes are noted by their numbers. */
    void publish(int records) {
        for (int end = next + records; next < end; next++) {
            publisher.send(next, request(next));
        }
        publisher.flush();
    }

    /** Waits for the outcomes of that many records. */
    void await(int records) {
        reader.await(records);
    }

    /** Returns how many of the first records have no outcome. */
    int missing(int records) {
        return reader.missing(records);
    }

    /** Returns how many outcomes came more than once. */
    int repeated() {
        return reader.repeated();
    }

    /**
     * Publishes a backlog and waits for its outcomes.
     *
     * @param oneIn number of records for each bad record; 0 for none
     * @return explained and refused records per second, from the first publication to the last outcome
     */
    double backlog(int records, int oneIn) {
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

    /** Returns the latency of records that are published one at a time. */
    Latency lone(int records) {
        // The length of the pauses varies, so records do not always arrive at the same moment between two commits.
        Random pauses = new Random(records);
        List<Duration> latencies = new ArrayList<>();
        for (int end = next + records; next < end; next++) {
            LockSupport.parkNanos(
                    Duration.ofMillis(pauses.nextLong(LONGEST_PAUSE.toMillis())).toNanos());
            byte[] request = request(next);
            long start = System.nanoTime();
            publisher.send(next, request);
            reader.await(1);
            latencies.add(Duration.ofNanos(reader.came(next) - start));
        }
        publisher.flush();
        return Latency.of(latencies);
    }

    /** Returns the latency of records that are published at a rate. */
    Latency atRate(double recordsPerSecond) {
        int first = next;
        int records = Math.max(LEAST_AT_A_RATE, (int) (timed.toSeconds() * recordsPerSecond));
        next += records;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<long[]> sending = thread.submit(() -> send(first, records, recordsPerSecond));
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
    private long[] send(int first, int records, double recordsPerSecond) {
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

    private byte[] request(int number) {
        return CODEC.encode(
                new ExplanationRequest(Integer.toString(number), null, inputs.get(number % inputs.size()), null));
    }

    @Override
    public void close() {
        try (publisher) {
            reader.close();
        }
    }
}
