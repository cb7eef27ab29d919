package io.maskstream.streamer.replay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds and creates the topics of a replay. */
final class ReplayTopics implements AutoCloseable {

    private final Admin admin;

    /** @throws KafkaException if a setting is invalid */
    ReplayTopics(Map<String, Object> settings) {
        admin = Admin.create(settings);
    }

    /**
     * Returns the id of a topic that must exist.
     *
     * @throws ReplayException if it is missing
     * @throws KafkaException if the brokers do not answer or refuse the request
     */
    Uuid require(String topic) {
        return find(topic).orElseThrow(() -> new ReplayException("There is no topic " + topic + ".", null));
    }

    /** Returns the id of a topic, if it exists. */
    Optional<Uuid> find(String topic) {
        try {
            return Optional.of(
                    await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                            .topicId());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /** Creates a compacted topic with one partition, unless it exists. */
    void createCompacted(String topic) {
        NewTopic compacted = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try {
            if (find(topic).isEmpty()) {
                await(admin.createTopics(List.of(compacted)).all());
            }
        } catch (TopicExistsException e) {
            // Another process has created it in the meantime.
            require(topic);
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("The replay was interrupted.", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
