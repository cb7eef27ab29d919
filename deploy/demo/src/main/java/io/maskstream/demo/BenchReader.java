package io.maskstream.demo;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed explanations, and does as little as it can while they come. For one thread. */
final class BenchReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<byte[]> values = new ArrayList<>();

    BenchReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.EXPLANATIONS).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Waits until so many explanations have been committed since the last call.
     *
     * @return when they came
     * @throws CannotRunException if for a minute none comes
     */
    StreamRun await(int expected) {
        StreamRun run = new StreamRun();
        int before = values.size();
        long lastCame = System.nanoTime();
        while (values.size() - before < expected) {
            for (ConsumerRecord<byte[], byte[]> published : consumer.poll(POLL)) {
                values.add(published.value());
            }
            long now = System.nanoTime();
            int came = values.size() - before;
            if (came > run.total()) {
                run.committed(came, now);
                lastCame = now;
            } else if (now - lastCame > PATIENCE.toNanos()) {
                throw new CannotRunException(
                        "The stream stands still: for " + PATIENCE.toSeconds() + " s no explanation came, " + "and "
                                + (expected - came) + " of " + expected + " are missing.");
            }
        }
        return run;
    }

    /** How often each request has come back until now, by its id. */
    Map<String, Integer> counts() {
        AvroCodec<Explanation> codec = AvroCodec.singleObject(Explanation.class);
        Map<String, Integer> counts = new HashMap<>();
        values.forEach(value -> counts.merge(codec.decode(value).getId(), 1, Integer::sum));
        return counts;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
