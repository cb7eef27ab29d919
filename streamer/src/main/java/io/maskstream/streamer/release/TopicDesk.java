package io.maskstream.streamer.release;

import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.ReleaseWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Announces releases on the releases topic, with a new client each time, because that is rare. */
final class TopicDesk implements ReleaseDesk {

    /** Header with the reason why a streamer announced a release. */
    static final String REASON = "maskstream.reason";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Object> settings;
    private final String topic;

    /** @param settings settings of a producer */
    TopicDesk(Map<String, Object> settings, String topic) {
        this.settings = new HashMap<>(settings);
        this.topic = topic;
        int millis = Math.toIntExact(PATIENCE.toMillis());
        this.settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        this.settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        this.settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        this.settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    }

    @Override
    public void announce(ExplainerRelease release, String reason) {
        byte[] value = new ReleaseWriter().write(release);
        var header = new RecordHeader(REASON, reason.getBytes(StandardCharsets.UTF_8));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, null, release.getName(), value, List.of(header)))
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
