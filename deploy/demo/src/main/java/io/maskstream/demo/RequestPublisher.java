package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes requests to a topic. */
final class RequestPublisher implements AutoCloseable {

    private static final int ANSWER_WITHIN_MS = 5_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    /**
     * Connects.
     *
     * @throws KafkaException if the topic does not exist, or no broker answers within five seconds
     */
    RequestPublisher(String bootstrapServers, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_WITHIN_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * ANSWER_WITHIN_MS),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            producer.partitionsFor(topic);
        } catch (KafkaException e) {
            producer.close();
            throw e;
        }
    }

    /**
     * Publishes requests and waits until the broker has all of them.
     *
     * @param requests the values for the topic
     * @return the number of requests
     * @throws KafkaException if the broker refuses a request
     */
    int publish(Stream<byte[]> requests) {
        List<Future<?>> sent = new ArrayList<>();
        requests.forEach(request -> sent.add(producer.send(new ProducerRecord<>(topic, request))));
        try {
            for (Future<?> record : sent) {
                record.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while publishing", e);
        }
        return sent.size();
    }

    @Override
    public void close() {
        producer.close();
    }
}
