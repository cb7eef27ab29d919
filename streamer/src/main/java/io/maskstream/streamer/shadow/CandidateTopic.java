package io.maskstream.streamer.shadow;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.Quotes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic for candidates' explanations: for each record its explanation, with the key and the timestamp of the
 * request, and a header with the comparison to the version that serves. If the candidate gives no answer, the value is
 * null and the header contains the reason. Nothing is transactional: losses and duplicates only affect statistics.
 */
public final class CandidateTopic implements ComparisonListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CandidateTopic.class);

    /** The shadow thread could wait longer, but its waiting records could not. */
    private static final int PATIENCE_MS = 2_000;

    private static final long BUFFER_BYTES = 16L << 20;

    private final String topic;
    private final ExplanationWriter writer;
    private final ShadowMetrics metrics;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param settings settings of a producer, which takes no part in the stream's transactions */
    public CandidateTopic(Map<String, Object> settings, String topic, ExplanationWriter writer, ShadowMetrics metrics) {
        this.topic = topic;
        this.writer = writer;
        this.metrics = metrics;
        Map<String, Object> own = new HashMap<>(settings);
        own.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
        own.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        this.producer = new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends some records. If one cannot be sent, it and all that follow are counted as unsent. */
    @Override
    public void compared(List<ComparedRecord> compared) {
        for (int i = 0; i < compared.size(); i++) {
            try {
                var unused = producer.send(value(compared.get(i)), (metadata, failure) -> {
                    if (failure != null) {
                        unsent(1, failure);
                    }
                });
            } catch (RuntimeException e) {
                unsent(compared.size() - i, e);
                return;
            }
        }
    }

    private ProducerRecord<byte[], byte[]> value(ComparedRecord compared) {
        long timestamp = compared.record().timestamp();
        Header header =
                new RecordHeader(ShadowComparison.HEADER, compared.comparison().toJson());
        return new ProducerRecord<>(
                topic,
                null,
                timestamp < 0 ? null : timestamp,
                compared.record().key(),
                compared.explanation() == null ? null : writer.write(compared.explanation()),
                List.of(header));
    }

    private void unsent(int count, Exception failure) {
        for (int i = 0; i < count; i++) {
            metrics.unsent();
        }
        LOG.debug("{} records are not sent to {}: {}", count, topic, Quotes.oneLine(failure.toString()));
    }

    @Override
    public void close() {
        producer.close(Duration.ofMillis(PATIENCE_MS));
    }
}
