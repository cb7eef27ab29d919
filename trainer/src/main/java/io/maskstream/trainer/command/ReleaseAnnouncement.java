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
 * Tells running streamers, on a compacted topic with the explainer's name as key, which version there is,
 * and with a key of its own, which version is its candidate.
 */
final class ReleaseAnnouncement {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseAnnouncement.class);

    /** How long to try before the brokers count as unreachable, in milliseconds. */
    private static final int TIMEOUT_MILLIS = 10_000;

    private ReleaseAnnouncement() {}

    /** What is sent, and what is to be said of it. */
    private record Sending(List<ProducerRecord<String, byte[]>> records, String sent, String failed, String advice) {}

    /**
     * The announcement of a version.
     *
     * @param location where streamers find the version: a path or a URL
     * @param despite conditions of the gate that the version fails
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
     * Sends the announcement and waits until the brokers have it.
     *
     * @param client settings of the producer, the brokers among them
     * @throws IOException if the brokers do not take it; says that the version itself is published
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
     * Announces a version as a candidate, as {@link #send(Map, String, ExplainerRelease)} announces one that is to serve.
     *
     * @throws IOException if the brokers do not take it
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
     * Announces what was a candidate as the version that serves.
     *
     * @throws IOException if the brokers do not take it
     */
    static void promote(Map<String, Object> client, String topic, ExplainerRelease release) throws IOException {
        // In this order, and on one partition: where the second is lost, a candidate is left that serves already.
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
     * @param name of its explainer
     * @throws IOException if the brokers do not take it
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
            // Where the producer cannot even be made, its own message is only that.
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

    /** Kafka's own words for brokers that do not answer are that metadata lack the topic. */
    private static String reason(Throwable cause) {
        return cause instanceof TimeoutException
                ? "the brokers do not answer in time, or have no such topic"
                : cause.getMessage().replaceFirst("[.\\s]+$", "");
    }
}
