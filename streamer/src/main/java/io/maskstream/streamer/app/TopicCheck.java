package io.maskstream.streamer.app;

import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.kafka.TopicLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.SecurityUtils;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks before the start that a broker answers, has the topics, and allows their use. Kafka Streams itself would wait
 * for the topics, or fail on the first record.
 */
final class TopicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

    /** Time after which a message reports that the start is waiting. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    /**
     * Time between two attempts to connect; long, because the client logs each of them and the final message must stand
     * out.
     */
    private static final Duration RETRY = Duration.ofSeconds(3);

    /** Time after which a request is sent again. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final String TIMESTAMP_TYPE = TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
    private static final String MAXIMUM_AGE = TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
    private static final String MAXIMUM_LEAD = TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
    private static final String MAXIMUM_BYTES = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

    /**
     * Result of the check.
     *
     * @param partitions number of partitions of the requests topic
     * @param explanations limits of the explanations topic
     * @param deadLetters limits of the dead-letter topic
     */
    record Topics(int partitions, TopicLimits explanations, TopicLimits deadLetters) {}

    private enum State {
        USABLE,
        MISSING,
        FORBIDDEN
    }

    private final StreamerConfig config;
    private final Duration patience;
    private final Map<String, AclOperation> needed = new LinkedHashMap<>();

    /** A topic that may appear while the streamer runs. */
    private final Optional<String> maybeMissing;

    TopicCheck(StreamerConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
        needed.put(config.requestsTopic(), AclOperation.READ);
        needed.put(config.explanationsTopic(), AclOperation.WRITE);
        needed.put(config.deadLettersTopic(), AclOperation.WRITE);
        config.candidateTopic().ifPresent(topic -> needed.put(topic, AclOperation.WRITE));
        // Otherwise a version could not be taken back when that is necessary.
        maybeMissing = config.takeBack().flatMap(rule -> config.releasesTopic());
        maybeMissing.ifPresent(topic -> needed.put(topic, AclOperation.WRITE));
    }

    /**
     * Runs the check.
     *
     * @throws StartException if no broker answers in time, or topics are missing or must not be used
     */
    Topics run() {
        try (Admin admin = Admin.create(adminSettings())) {
            DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
            Map<String, KafkaFuture<TopicDescription>> described =
                    admin.describeTopics(needed.keySet(), options).topicNameValues();
            Map<State, List<String>> topics = new HashMap<>();
            sayThatItWaits(described.values());
            described.forEach((topic, description) -> topics.computeIfAbsent(
                            state(topic, description), state -> new ArrayList<>())
                    .add(topic));
            List<String> missing = new ArrayList<>(topics.getOrDefault(State.MISSING, List.of()));
            maybeMissing.ifPresent(missing::remove);
            refuse(topics.getOrDefault(State.FORBIDDEN, List.of()), missing);
            int partitions = described
                    .get(config.requestsTopic())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join() // It exists, because it is usable.
                    .partitions()
                    .size();
            return limits(admin, partitions);
        } catch (KafkaException e) {
            throw new StartException(
                    "Kafka at " + brokers() + " cannot be used: " + KafkaFailure.described(e) + ".", e);
        }
    }

    private void sayThatItWaits(Collection<KafkaFuture<TopicDescription>> answers) {
        try {
            KafkaFuture.allOf(answers.toArray(KafkaFuture[]::new)).get(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            LOG.info("No Kafka broker answers at {} yet; waiting up to {} s", brokers(), patience.toSeconds());
        } catch (ExecutionException e) {
            LOG.debug("Reported later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns the topics' limits, as far as the streamer may read them; otherwise they are learnt from the broker's
     * refusals.
     */
    private Topics limits(Admin admin, int partitions) {
        TopicLimits explanations = TopicLimits.ofProducer(config.explanationsTopic(), config.largestRecordBytes());
        TopicLimits deadLetters = TopicLimits.ofProducer(config.deadLettersTopic(), config.largestRecordBytes());
        List<ConfigResource> resources = Stream.of(
                        config.requestsTopic(), config.explanationsTopic(), config.deadLettersTopic())
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        try {
            Map<ConfigResource, Config> settings =
                    admin.describeConfigs(resources).all().get();
            Config requests = settings.get(resource(config.requestsTopic()));
            compare(requests, config.explanationsTopic(), settings.get(resource(config.explanationsTopic())));
            compare(requests, config.deadLettersTopic(), settings.get(resource(config.deadLettersTopic())));
            return new Topics(
                    partitions,
                    limits(explanations, settings.get(resource(config.explanationsTopic()))),
                    limits(deadLetters, settings.get(resource(config.deadLettersTopic()))));
        } catch (ExecutionException e) {
            LOG.info(
                    "The limits of the topics are unknown because their settings cannot be read: {}. They will be learnt from"
                            + " the broker's refusals",
                    KafkaFailure.described(e.getCause()));
            return new Topics(partitions, explanations, deadLetters);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("The start was interrupted.", e);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static TopicLimits limits(TopicLimits ofProducer, Config settings) {
        TopicLimits limits = ofProducer
                .withMaximumBytes(number(settings, MAXIMUM_BYTES))
                .withTimestamps(timestamps(settings, MAXIMUM_AGE), timestamps(settings, MAXIMUM_LEAD));
        ConfigEntry cleanup = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        boolean compacted = cleanup != null && cleanup.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        return compacted ? limits.withKeys() : limits;
    }

    /** A topic with append time accepts any timestamp. */
    private static long timestamps(Config settings, String name) {
        boolean ofBroker = "LogAppendTime".equals(settings.get(TIMESTAMP_TYPE).value());
        return ofBroker ? Long.MAX_VALUE : number(settings, name);
    }

    private static long number(Config settings, String name) {
        ConfigEntry entry = settings.get(name);
        // An old broker may not have this setting.
        return entry == null || entry.value() == null ? Long.MAX_VALUE : Long.parseLong(entry.value());
    }

    /** Warns about requests that could only become dead letters, and says what to change. */
    private void compare(Config requests, String topic, Config settings) {
        for (String name : List.of(MAXIMUM_AGE, MAXIMUM_LEAD)) {
            boolean dated = !"LogAppendTime".equals(requests.get(TIMESTAMP_TYPE).value());
            if (dated && number(requests, name) > timestamps(settings, name)) {
                warn(topic, name, timestamps(settings, name), number(requests, name), "accepts timestamps");
            }
        }
        if (number(requests, MAXIMUM_BYTES) > number(settings, MAXIMUM_BYTES)) {
            warn(
                    topic,
                    MAXIMUM_BYTES,
                    number(settings, MAXIMUM_BYTES),
                    number(requests, MAXIMUM_BYTES),
                    "accepts records");
        }
    }

    private void warn(String topic, String name, long here, long ofRequests, String what) {
        LOG.warn(
                "The topic {} {} that {} does not accept: {} is {} there, but {} here. What is not accepted becomes a dead"
                        + " letter, or is left out of one. Change the limit with: kafka-configs.sh --bootstrap-server {} --alter --topic {}"
                        + " --add-config {}={}",
                config.requestsTopic(),
                what,
                topic,
                name,
                ofRequests,
                here,
                brokers(),
                topic,
                name,
                ofRequests);
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
                            + " (NAME is its user; streamer/README.md lists all necessary rights under 'Rights')",
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
        // A broker that is just starting may accept a connection but never answer on it.
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(millis, Math.toIntExact(ANSWER.toMillis())));
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, RETRY.toMillis());
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RETRY.toMillis());
        return settings;
    }

    private State state(String topic, KafkaFuture<TopicDescription> described) {
        try {
            Set<AclOperation> allowed = described.get().authorizedOperations();
            // An old broker does not report authorized operations.
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
                                + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG + " is what the broker expects there.",
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
