package io.maskstream.demo;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what became of each request, committed transactions only, from the beginning of the topics. An explanation does
 * not repeat the input that it explains, so the requests are read as well. For one thread.
 */
final class OutcomeReader implements AutoCloseable {

    private static final String REASON_HEADER = "__streams.errors.message";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RequestReader requests = new RequestReader();
    private final AvroCodec<Explanation> explanations = AvroCodec.singleObject(Explanation.class);

    /** Inputs of the requests of which nothing has come back yet, by id, in the order in which they were published. */
    private final Map<String, Deque<Object>> inputs = new HashMap<>();

    /** Explanations that came in before their requests did, which partitions allow. */
    private List<Explanation> early = new ArrayList<>();

    OutcomeReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        50),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** What has come back since the last call; waits at most for a timeout. */
    List<Outcome> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        records.records(Topics.REQUESTS).forEach(this::remember);
        List<Outcome> outcomes = new ArrayList<>();
        for (Explanation explanation : early) {
            outcomes.add(new Outcome.Explained(explanation, inputOf(explanation.getId())));
        }
        early = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> published : records.records(Topics.EXPLANATIONS)) {
            Explanation explanation = explanations.decode(published.value());
            if (inputs.containsKey(explanation.getId())) {
                outcomes.add(new Outcome.Explained(explanation, inputOf(explanation.getId())));
            } else {
                early.add(explanation);
            }
        }
        for (ConsumerRecord<byte[], byte[]> published : records.records(Topics.DEAD_LETTERS)) {
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
            // The streamer finds that, too, and it comes back as a dead letter.
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
