package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.ReleaseWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells running streamers, on a compacted topic with the explainer's name as key, which version there is. */
final class ReleaseAnnouncement {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseAnnouncement.class);

    /** How long to try before the brokers count as unreachable, in milliseconds. */
    private static final int TIMEOUT_MILLIS = 10_000;

    private ReleaseAnnouncement() {}

    /**
     * Sends the announcement and waits until the brokers have it.
     *
     * @param client settings of the producer, the brokers among them
     * @param location where streamers find the version's folder: a path or a URL
     * @param despite conditions of the gate that the version fails
     * @throws IOException if the brokers do not take it; says that the version itself is published
     */
    static void send(
            Map<String, Object> client, String topic, ExplainerArtifact artifact, String location, List<String> despite)
            throws IOException {
        ExplainerRelease release = ExplainerRelease.newBuilder()
                .setName(artifact.manifest().name())
                .setVersion(artifact.manifest().version())
                .setLocation(location)
                .setDigest(artifact.digest())
                .setFrozenModelDigest(artifact.manifest().frozenModel().sha256())
                .setDespite(despite)
                .build();
        Map<String, Object> settings = new HashMap<>(client);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS);
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2);
        byte[] value = new ReleaseWriter().write(release);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, release.getName(), value)).get();
            LOG.info(
                    "Announced {} version {} on {}{}.",
                    release.getName(),
                    release.getVersion(),
                    topic,
                    despite.isEmpty() ? "" : " despite " + String.join(", ", despite));
        } catch (ExecutionException | KafkaException e) {
            // Where the producer cannot even be made, its own message is only that.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "Version " + release.getVersion() + " of " + release.getName()
                            + " is in the store, but could not be"
                            + " announced on the topic " + topic + " at "
                            + settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG) + ": "
                            + reason(cause)
                            + ". Announce it with 'trainer publish' when the brokers can be reached.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while announcing " + release.getName(), e);
        }
    }

    /** Kafka's own words for brokers that do not answer are that metadata lack the topic. */
    private static String reason(Throwable cause) {
        return cause instanceof TimeoutException
                ? "the brokers do not answer in time, or have no such topic"
                : cause.getMessage().replaceFirst("[.\\s]+$", "");
    }
}
