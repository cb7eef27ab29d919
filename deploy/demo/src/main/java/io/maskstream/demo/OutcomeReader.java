package io.maskstream.demo;

import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the outcome of each request from committed transactions. An explanation does not contain its input, so the
 * requests are read as well. Not thread-safe.
 */
final class OutcomeReader implements AutoCloseable {

    private static final String REASON_HEADER = "__streams.errors.message";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RequestReader requests = new RequestReader();
    private final ExplanationReader explanations = new ExplanationReader(null);
    private final Topics topics;

    /** The inputs of unanswered requests, by id, in the order of publication. */
    private final Map<String, Deque<Object>> inputs = new HashMap<>();

    /** Explanations that were read before their requests, which can happen because there are several partitions. */
    private List<Explanation> early = new ArrayList<>();

    private OutcomeReader(String bootstrapServers, Topics topics) {
        this.topics = topics;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        50,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Reads the demo's own topics from their beginning. */
    static OutcomeReader fromTheBeginning(String bootstrapServers) {
        OutcomeReader reader = new OutcomeReader(bootstrapServers, Topics.DEFAULTS);
        reader.consumer.seekToBeginning(reader.assigned());
        return reader;
    }

    /**
     * Reads the records that are published from now on.
     *
     * @throws CannotRunException if a topic does not exist
     * @throws KafkaException if the broker does not answer
     */
    static OutcomeReader fromTheEnd(String bootstrapServers, Topics topics) {
        OutcomeReader reader = new OutcomeReader(bootstrapServers, topics);
        try {
            List<TopicPartition> partitions = reader.assigned();
            reader.consumer.seekToEnd(partitions);
            // Without this call, the first poll would look up the end, after the requests are published.
            partitions.forEach(reader.consumer::position);
            return reader;
        } catch (CannotRunException | KafkaException e) {
            reader.close();
            throw e;
        }
    }

    private List<TopicPartition> assigned() {
        List<TopicPartition> partitions = Stream.of(topics.requests(), topics.explanations(), topics.deadLetters())
                .flatMap(topic -> partitions(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        return partitions;
    }

    private List<PartitionInfo> partitions(String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions.isEmpty()) {
            throw new CannotRunException("The topic " + topic + " does not exist.");
        }
        return partitions;
    }

    /**
     * Returns the outcomes since the last call; waits at most for the timeout.
     *
     * @throws CannotRunException if an explanation cannot be read
     */
    List<Outcome> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        records.records(topics.requests()).forEach(this::remember);
        List<Outcome> outcomes = new ArrayList<>();
        for (Explanation explanation : early) {
            outcomes.add(new Outcome.Explained(explanation, inputOf(explanation.getId())));
        }
        early = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> published : records.records(topics.explanations())) {
            Explanation explanation = explanation(published.value());
            if (inputs.containsKey(explanation.getId())) {
                outcomes.add(new Outcome.Explained(explanation, inputOf(explanation.getId())));
            } else {
                early.add(explanation);
            }
        }
        for (ConsumerRecord<byte[], byte[]> published : records.records(topics.deadLetters())) {
            outcomes.add(refused(published));
        }
        return outcomes;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void remember(ConsumerRecord<byte[], byte[]> published) {
        try {
            ExplanationRequest request = requests.read(published.value());
            inputs.computeIfAbsent(request.getId(), id -> new ArrayDeque<>()).add(request.getInput());
        } catch (UnreadableRecordException e) {
            // The streamer refuses the request, too, and it becomes a dead letter.
        }
    }

    private Explanation explanation(byte[] value) {
        try {
            return explanations.read(value);
        } catch (UnreadableRecordException e) {
            throw new CannotRunException(
                    "An explanation on the topic " + topics.explanations() + " cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    private Object inputOf(String id) {
        Deque<Object> published = inputs.get(id);
        if (published == null) {
            return null;
        }
        Object input = published.remove();
        if (published.isEmpty()) {
            inputs.remove(id);
        }
        return input;
    }

    private Outcome refused(ConsumerRecord<byte[], byte[]> published) {
        byte[] value = published.value();
        String id = DemoRequest.idIn(value);
        inputOf(id);
        Header reason = published.headers().lastHeader(REASON_HEADER);
        return new Outcome.Refused(
                id,
                value == null ? "" : new String(value, StandardCharsets.UTF_8),
                reason == null ? "no reason given" : new String(reason.value(), StandardCharsets.UTF_8));
    }
}
