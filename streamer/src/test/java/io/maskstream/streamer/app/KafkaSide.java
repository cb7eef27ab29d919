package io.maskstream.streamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishers and readers around a streamer, with their own topics on a real broker. */
final class KafkaSide implements AutoCloseable {

    static final int LARGEST_RECORD = 16 << 20;

    /**
     * Settings of a streamer with which the broker notices a dead thread or process, and aborts its transaction, within
     * a few seconds, to keep tests short.
     */
    static final Map<String, String> SOON_MISSED = Map.of(
            "main.consumer.session.timeout.ms", "3000",
            "main.consumer.heartbeat.interval.ms", "500",
            "producer.transaction.timeout.ms", "4000");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final String requests;
    private final String explanations;
    private final String deadLetters;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, ConsumerRecord<String, byte[]>> explained = new HashMap<>();
    private final Map<String, ConsumerRecord<String, byte[]>> refused = new HashMap<>();
    private int read;

    KafkaSide(EmbeddedBroker broker, String name) {
        this(broker, Map.of(), name + "-requests", name + "-explanations", name + "-dlq");
    }

    /**
     * Creates one whose publisher compresses, so that records which the broker accepts are larger when the consumer
     * unpacks them.
     */
    KafkaSide(EmbeddedBroker broker, String name, String compression) {
        this(
                broker,
                Map.of("compression.type", compression),
                name + "-requests",
                name + "-explanations",
                name + "-dlq");
    }

    /** Uses other topics, with settings for the clients of publishers and readers. */
    KafkaSide(
            EmbeddedBroker broker,
            Map<String, String> access,
            String requests,
            String explanations,
            String deadLetters) {
        this.bootstrapServers = broker.bootstrapServers();
        this.requests = requests;
        this.explanations = explanations;
        this.deadLetters = deadLetters;
        broker.createTopics(1, requests, explanations, deadLetters);
        Map<String, Object> publisher = new HashMap<>(access);
        publisher.put("bootstrap.servers", bootstrapServers);
        publisher.put("linger.ms", 20);
        // A publisher may send larger records than a streamer by default; the broker's limits apply.
        publisher.put("max.request.size", 8 * LARGEST_RECORD);
        publisher.put("buffer.memory", 32L * LARGEST_RECORD);
        producer = new KafkaProducer<>(publisher, new StringSerializer(), new ByteArraySerializer());
        Map<String, Object> reader = new HashMap<>(access);
        reader.put("bootstrap.servers", bootstrapServers);
        reader.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(reader, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> written = List.of(new TopicPartition(explanations, 0), new TopicPartition(deadLetters, 0));
        consumer.assign(written);
        consumer.seekToBeginning(written);
    }

    /** Returns settings of a streamer between these topics. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("application.id", requests);
        settings.put("requests.topic", requests);
        settings.put("explanations.topic", explanations);
        settings.put("dead.letters.topic", deadLetters);
        settings.put("http.port", "0");
        return settings;
    }

    void publish(String key, String value) {
        publish(key, value.getBytes(StandardCharsets.UTF_8));
    }

    void publish(String key, byte[] value) {
        publish(new ProducerRecord<>(requests, key, value));
    }

    void publish(String key, byte[] value, long timestamp, List<Header> headers) {
        publish(new ProducerRecord<>(requests, 0, timestamp, key, value, headers));
    }

    private void publish(ProducerRecord<String, byte[]> record) {
        producer.send(record);
    }

    /** Publishes a record, and waits until the broker has accepted it or throws its refusal. */
    void publishAndWait(String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(requests, key, value)).get();
    }

    /** Waits until everything that was published has arrived. */
    void flush() {
        producer.flush();
    }

    /** Waits until all of some records are explained, and returns the explanations. */
    List<ConsumerRecord<String, byte[]>> explained(Collection<String> keys) {
        return await(keys, explained);
    }

    ConsumerRecord<String, byte[]> explained(String key) {
        return explained(List.of(key)).get(0);
    }

    /** Waits until a record has arrived on the dead-letter topic. */
    ConsumerRecord<String, byte[]> refused(String key) {
        return await(List.of(key), refused).get(0);
    }

    /** Waits until all of some records are explained or refused. */
    void answered(Collection<String> keys) {
        answered(keys, PATIENCE);
    }

    /** Waits for a given time until all of some records are explained or refused. */
    void answered(Collection<String> keys, Duration patience) {
        producer.flush();
        long deadline = System.nanoTime() + patience.toNanos();
        Set<String> missing = new HashSet<>(keys);
        while (!missing.isEmpty() && System.nanoTime() < deadline) {
            poll();
            missing.removeAll(explained.keySet());
            missing.removeAll(refused.keySet());
        }
        assertThat(missing).as("neither explained nor refused").isEmpty();
    }

    /** Continues to read for a while, in case unexpected records arrive. */
    void readFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            poll();
        }
    }

    /** Returns whether a record has been explained so far. */
    boolean isExplained(String key) {
        return explained.containsKey(key);
    }

    /** Returns how many records have been read from both topics so far. */
    int read() {
        return read;
    }

    private List<ConsumerRecord<String, byte[]>> await(
            Collection<String> keys, Map<String, ConsumerRecord<String, byte[]>> arrived) {
        producer.flush();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!arrived.keySet().containsAll(keys) && System.nanoTime() < deadline) {
            poll();
        }
        assertThat(arrived).containsKeys(keys.toArray(String[]::new));
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (String key : keys) {
            records.add(arrived.get(key));
        }
        return records;
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            read++;
            (record.topic().equals(explanations) ? explained : refused).put(record.key(), record);
        }
    }

    static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        assertThat(header).as(name + " among " + names(record)).isNotNull();
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String names(ConsumerRecord<?, ?> record) {
        List<String> names = new ArrayList<>();
        record.headers().forEach(header -> names.add(header.key()));
        return names.stream().collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
