package io.maskstream.demo;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed explanations and dead letters, and records when each arrived. Not thread-safe. */
final class BenchReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NEVER = Long.MIN_VALUE;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private long[] came = {};
    private int read;
    private int repeated;

    BenchReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(Topics.EXPLANATIONS, Topics.DEAD_LETTERS)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Waits until the given number of explanations and dead letters have been committed since the last call.
     *
     * @throws CannotRunException if none arrives for a minute
     */
    void await(int expected) {
        int end = read + expected;
        long lastCame = System.nanoTime();
        while (read < end) {
            int before = read;
            var polled = consumer.poll(POLL);
            long now = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> published : polled) {
                note(ByteBuffer.wrap(published.key()).getInt(), now);
            }
            if (read > before) {
                lastCame = now;
            } else if (now - lastCame > PATIENCE.toNanos()) {
                throw new CannotRunException("The stream has stalled: no explanation arrived for "
                        + PATIENCE.toSeconds() + " s, and " + (end - read) + " of " + expected + " are missing.");
            }
        }
    }

    private void note(int number, long nanos) {
        read++;
        if (number < 0) {
            return;
        }
        if (number >= came.length) {
            int known = came.length;
            came = Arrays.copyOf(came, Math.max(number + 1, 2 * known));
            Arrays.fill(came, known, came.length, NEVER);
        }
        if (came[number] == NEVER) {
            came[number] = nanos;
        } else {
            repeated++;
        }
    }

    /** Returns the {@link System#nanoTime} at which the explanation of a record was read. It must have been read. */
    long came(int number) {
        return came[number];
    }

    /** Returns how many of the first {@code of} records were not explained. */
    int missing(int of) {
        return of
                - (int) Arrays.stream(came)
                        .limit(of)
                        .filter(nanos -> nanos != NEVER)
                        .count();
    }

    /** Returns the number of explanations that were read for already explained records. */
    int repeated() {
        return repeated;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
