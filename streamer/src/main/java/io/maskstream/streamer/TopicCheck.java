package io.maskstream.streamer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/** Looks before the start whether the broker answers and has the topics: Kafka Streams itself would wait for them. */
final class TopicCheck {

    private final StreamerConfig config;
    private final Duration patience;

    TopicCheck(StreamerConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    /** @throws StartException if no broker answers in time, or topics are missing */
    void run() {
        List<String> topics = List.of(config.requestsTopic(), config.explanationsTopic(), config.deadLettersTopic());
        List<String> missing = new ArrayList<>();
        try (Admin admin = Admin.create(adminSettings())) {
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                    admin.describeTopics(topics).topicNameValues().entrySet()) {
                if (!exists(topic.getValue())) {
                    missing.add(topic.getKey());
                }
            }
        } catch (KafkaException e) {
            throw new StartException("Kafka at " + brokers() + " cannot be used: " + described(e) + ".", e);
        }
        if (!missing.isEmpty()) {
            throw new StartException(
                    missing.size() == 1
                            ? "A topic is missing at " + brokers() + ". Create it with: " + commands(missing)
                            : "Topics are missing at " + brokers() + ". Create them with: " + commands(missing),
                    null);
        }
    }

    private Map<String, Object> adminSettings() {
        Map<String, Object> settings =
                new HashMap<>(new StreamsConfig(KafkaSettings.base(config)).getAdminConfigs("maskstream-start"));
        int millis = Math.toIntExact(patience.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        // The client logs every attempt, and one sentence at the end is to be found among those lines.
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, millis / 2);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, millis / 2);
        return settings;
    }

    private boolean exists(KafkaFuture<TopicDescription> topic) {
        try {
            topic.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw new StartException(
                        "No Kafka broker answers at " + brokers() + " within " + patience.toSeconds() + " s. Check "
                                + StreamerConfig.BOOTSTRAP_SERVERS + ", and that the broker runs.",
                        e);
            }
            throw new StartException("Kafka at " + brokers() + " refuses: " + described(e.getCause()) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("The start was interrupted.", e);
        }
    }

    private String brokers() {
        return String.join(",", config.getList(StreamerConfig.BOOTSTRAP_SERVERS));
    }

    private String commands(List<String> topics) {
        return topics.stream()
                .map(topic -> "kafka-topics.sh --bootstrap-server " + brokers() + " --create --topic " + topic
                        + " --partitions 4")
                .collect(Collectors.joining("; "));
    }

    /** The message of a failure, and that at the bottom of its causes, which is often the one that says something. */
    static String described(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String bottom = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
        return innermost == failure ? bottom : failure.getMessage() + ": " + bottom;
    }
}
