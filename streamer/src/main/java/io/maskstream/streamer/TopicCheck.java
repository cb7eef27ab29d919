package io.maskstream.streamer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.SecurityUtils;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Looks before the start whether the broker answers, has the topics and lets them be used: Kafka Streams itself would wait
 * for them, or find out with the first record.
 */
final class TopicCheck {

    private enum State {
        USABLE,
        MISSING,
        FORBIDDEN
    }

    private final StreamerConfig config;
    private final Duration patience;
    private final Map<String, AclOperation> needed = new LinkedHashMap<>();

    TopicCheck(StreamerConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
        needed.put(config.requestsTopic(), AclOperation.READ);
        needed.put(config.explanationsTopic(), AclOperation.WRITE);
        needed.put(config.deadLettersTopic(), AclOperation.WRITE);
    }

    /**
     * Looks.
     *
     * @return how many partitions the requests topic has
     * @throws StartException if no broker answers in time, or topics are missing or may not be used
     */
    int run() {
        Map<State, List<String>> topics = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> described;
        try (Admin admin = Admin.create(adminSettings())) {
            DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
            described = admin.describeTopics(needed.keySet(), options).topicNameValues();
            described.forEach((topic, description) -> topics.computeIfAbsent(
                            state(topic, description), state -> new ArrayList<>())
                    .add(topic));
        } catch (KafkaException e) {
            throw new StartException(
                    "Kafka at " + brokers() + " cannot be used: " + KafkaFailure.described(e) + ".", e);
        }
        refuse(topics.getOrDefault(State.FORBIDDEN, List.of()), topics.getOrDefault(State.MISSING, List.of()));
        return described
                .get(config.requestsTopic())
                .toCompletionStage()
                .toCompletableFuture()
                .join() // Usable, so it is there.
                .partitions()
                .size();
    }

    private void refuse(List<String> forbidden, List<String> missing) {
        if (!forbidden.isEmpty()) {
            throw new StartException(
                    "Kafka at " + brokers() + " does not let the streamer use "
                            + (forbidden.size() == 1 ? "a topic" : "some topics")
                            + ". Allow it with: "
                            + commands(
                                    forbidden,
                                    topic -> "kafka-acls.sh --bootstrap-server " + brokers()
                                            + " --add --allow-principal User:NAME --topic " + topic + " --operation "
                                            + SecurityUtils.operationName(needed.get(topic)))
                            + " (NAME being its user; streamer/README.md lists all rights that are needed, under 'Rights')",
                    null);
        }
        if (!missing.isEmpty()) {
            throw new StartException(
                    (missing.size() == 1
                                    ? "A topic is missing at " + brokers() + ". Create it with: "
                                    : "Topics are missing at " + brokers() + ". Create them with: ")
                            + commands(
                                    missing,
                                    topic -> "kafka-topics.sh --bootstrap-server " + brokers() + " --create --topic "
                                            + topic + " --partitions 4"),
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

    private State state(String topic, KafkaFuture<TopicDescription> described) {
        try {
            Set<AclOperation> allowed = described.get().authorizedOperations();
            // An old broker does not say.
            return allowed == null || allowed.contains(needed.get(topic)) ? State.USABLE : State.FORBIDDEN;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return State.MISSING;
            }
            if (e.getCause() instanceof TopicAuthorizationException) {
                return State.FORBIDDEN;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw new StartException(
                        "No Kafka broker answers at " + brokers() + " within " + patience.toSeconds() + " s. Check "
                                + StreamerConfig.BOOTSTRAP_SERVERS + ", that the broker runs, and that "
                                + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG + " is what it expects there.",
                        e);
            }
            throw new StartException(
                    "Kafka at " + brokers() + " refuses: " + KafkaFailure.described(e.getCause()) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("The start was interrupted.", e);
        }
    }

    private String brokers() {
        return String.join(",", config.getList(StreamerConfig.BOOTSTRAP_SERVERS));
    }

    private static String commands(List<String> topics, UnaryOperator<String> command) {
        return topics.stream().map(command).collect(Collectors.joining("; "));
    }
}
