package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.record.CandidateKey;
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

/**
 * Announces versions to running streamers on a compacted topic. The key of the serving version is the explainer's name;
 * candidates have a separate key.
 */
final class ReleaseAnnouncement {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseAnnouncement.class);

    /** Time in milliseconds after which the brokers count as unreachable. */
    private static final int TIMEOUT_MILLIS = 10_000;

    private ReleaseAnnouncement() {}

    /** Records to send, and the messages to log or throw. */
    private record Sending(List<ProducerRecord<String, byte[]>> records, String sent, String failed, String advice) {}

    /**
     * Returns the announcement of a version.
     *
     * @param location path or URL of the version for streamers
     * @param despite failed conditions of the gate that are overridden
     */
    static ExplainerRelease of(StoredVersion version, String location, List<String> despite) {
        return ExplainerRelease.newBuilder()
                .setName(version.manifest().name())
                .setVersion(version.manifest().version())
                .setLocation(location)
                .setDigest(version.digest())
                .setFrozenModelDigest(version.manifest().frozenModel().sha256())
                .setDespite(despite)
                .build();
    }

    /**
     * Sends the announcement and waits for the brokers' acknowledgement.
     *
     * @param client settings of the producer, including the bootstrap servers
     * @throws IOException if the brokers do not accept it; the message says that the version itself is in the store
     */
    static void send(Map<String, Object> client, String topic, ExplainerRelease release) throws IOException {
        send(
                client,
                topic,
                new Sending(
                        List.of(record(topic, release.getName(), release)),
                        "Announced " + shown(release) + " on " + topic + despite(release) + ".",
                        "Version " + release.getVersion() + " of " + release.getName()
                                + " is in the store, but could not be announced",
                        "Announce it with 'trainer publish' when the brokers can be reached."));
    }

    /**
     * Announces a version as a candidate. {@link #send(Map, String, ExplainerRelease)} announces a serving version.
     *
     * @throws IOException if the brokers do not accept it
     */
    static void sendCandidate(Map<String, Object> client, String topic, ExplainerRelease release) throws IOException {
        send(
                client,
                topic,
                new Sending(
                        List.of(record(topic, CandidateKey.of(release.getName()), release)),
                        "Announced " + shown(release) + " as a candidate on " + topic + ".",
                        "Version " + release.getVersion() + " of " + release.getName()
                                + " is in the store, but could not be announced as a candidate",
                        "Announce it with 'trainer publish --candidate' when the brokers can be reached."));
    }

    /**
     * Announces the candidate as the serving version.
     *
     * @throws IOException if the brokers do not accept it
     */
    static void promote(Map<String, Object> client, String topic, ExplainerRelease release) throws IOException {
        // The order matters: if the second record is lost, the candidate remains announced although it already serves.
        send(
                client,
                topic,
                new Sending(
                        List.of(
                                record(topic, release.getName(), release),
                                new ProducerRecord<>(topic, CandidateKey.of(release.getName()), null)),
                        "Promoted " + shown(release) + " on " + topic + despite(release) + ".",
                        "Candidate " + release.getVersion() + " of " + release.getName() + " could not be promoted",
                        "Run the command again when the brokers can be reached."));
    }

    /**
     * Withdraws a candidate.
     *
     * @param name name of the explainer
     * @throws IOException if the brokers do not accept it
     */
    static void withdrawCandidate(Map<String, Object> client, String topic, String name) throws IOException {
        send(
                client,
                topic,
                new Sending(
                        List.of(new ProducerRecord<>(topic, CandidateKey.of(name), null)),
                        "Withdrew the candidate of " + name + " on " + topic + ".",
                        "The candidate of " + name + " could not be withdrawn",
                        "Run the command again when the brokers can be reached."));
    }

    private static ProducerRecord<String, byte[]> record(String topic, String key, ExplainerRelease release) {
        return new ProducerRecord<>(topic, key, new ReleaseWriter().write(release));
    }

    private static String shown(ExplainerRelease release) {
        return release.getName() + " version " + release.getVersion();
    }

    private static String despite(ExplainerRelease release) {
        return release.getDespite().isEmpty() ? "" : " despite " + String.join(", ", release.getDespite());
    }

    private static void send(Map<String, Object> client, String topic, Sending sending) throws IOException {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS);
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<String, byte[]> record : sending.records()) {
                producer.send(record).get();
            }
            LOG.info(sending.sent());
        } catch (ExecutionException | KafkaException e) {
            // If the producer cannot be created, the message of the exception does not give the reason.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    sending.failed() + " on the topic " + topic + " at "
                            + settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG) + ": " + reason(cause) + ". "
                            + sending.advice(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted: " + sending.failed(), e);
        }
    }

    /** If brokers do not respond, Kafka's message only says that the topic is not in the metadata. */
    private static String reason(Throwable cause) {
        return cause instanceof TimeoutException
                ? "the brokers do not respond in time, or have no such topic"
                : cause.getMessage().replaceFirst("[.\\s]+$", "");
    }
}
