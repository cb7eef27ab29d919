package io.maskstream.demo;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes numbered records. The number is the key, which is also the key of the explanation. */
final class BenchPublisher implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    BenchPublisher(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends a record without waiting for the broker. */
    void send(int number, byte[] value) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        // The callback handles the result; a million futures would only take memory.
        Future<?> unused = producer.send(new ProducerRecord<>(Topics.REQUESTS, key, value), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    /**
     * Waits until the broker has all records.
     *
     * @throws CannotRunException if the broker refused a record
     */
    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new CannotRunException(
                    "A record of the bench cannot be published: "
                            + failure.get().getMessage(),
                    failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
