package io.maskstream.streamer.config;

import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.explain.PollProgress;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.replay.Replay;
import io.maskstream.streamer.stream.BrokerRefusals;
import io.maskstream.streamer.stream.DeadLetterHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of Kafka Streams: everything that the user set, and what the streamer requires. */
public final class KafkaSettings {

    /** Prefixes under which Kafka Streams looks for a setting of the main consumer, in order of precedence. */
    private static final List<String> MAIN_CONSUMER =
            List.of(StreamsConfig.MAIN_CONSUMER_PREFIX, StreamsConfig.CONSUMER_PREFIX, "");

    private static final Set<String> MAIN_CONSUMER_DEFAULTS =
            Set.of(StreamerConfig.MAX_POLL_RECORDS, StreamerConfig.SESSION_TIMEOUT_MS);

    private static final Set<String> STREAMS_DEFAULTS = Set.of(
            StreamerConfig.APPLICATION_ID,
            StreamerConfig.PROCESSING_GUARANTEE,
            StreamerConfig.COMMIT_INTERVAL_MS,
            StreamerConfig.BUFFERED_RECORDS_PER_PARTITION);

    /** The streamer's own handlers, and a way of reading that would bypass its look-ahead. */
    private static final List<String> OWN = List.of(
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.GROUP_PROTOCOL_CONFIG);

    /**
     * The budget of a poll is a tenth of the time after which a streamer that does not poll loses its partitions, and
     * at most some seconds.
     */
    private static final int POLL_BUDGET_SHARE = 10;

    /**
     * Less than the share that remains while a transaction is open (see {@link Lookahead}), so that equally long polls
     * are not cut short.
     */
    private static final int QUICK_POLL_SHARE = 4;

    private static final Duration LONGEST_POLL_BUDGET = Duration.ofSeconds(3);

    private static final String PRODUCER_LIMIT = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;

    /**
     * In bytes. Enough for all records of one poll from a partition; Kafka's default of 16 KiB holds four explanations
     * of images.
     */
    private static final int PRODUCER_BATCH = 256 * 1024;

    private static final int FORM_PATIENCE_MS = 5_000;

    private KafkaSettings() {}

    /** Refuses settings that the streamer must control. */
    static void refuseReserved(Collection<String> keys) {
        if (keys.contains(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG)) {
            throw new ConfigException("Set " + StreamerConfig.DEAD_LETTERS_TOPIC + " instead of "
                    + StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG + ".");
        }
        for (String own : OWN) {
            if (keys.contains(own)) {
                throw new ConfigException("The setting " + own + " is reserved for the streamer; remove it.");
            }
        }
    }

    /** Returns settings for clients that do not explain, such as the one that checks the topics at the start. */
    public static Map<String, Object> base(StreamerConfig config) {
        Map<String, Object> settings = new HashMap<>(config.originals());
        for (String key : STREAMS_DEFAULTS) {
            settings.put(key, config.values().get(key));
        }
        for (String key : MAIN_CONSUMER_DEFAULTS) {
            String name = key.substring(StreamsConfig.MAIN_CONSUMER_PREFIX.length());
            if (MAIN_CONSUMER.stream().noneMatch(prefix -> config.originals().containsKey(prefix + name))) {
                settings.put(key, config.values().get(key));
            }
        }
        return settings;
    }

    /** Returns settings for the consumer of releases, which is in no group. */
    public static Map<String, Object> releases(StreamerConfig config) {
        return new StreamsConfig(base(config)).getRestoreConsumerConfigs("maskstream-releases");
    }

    /** Returns settings for a producer outside of the stream and its transactions. */
    public static Map<String, Object> producer(StreamerConfig config, String clientId) {
        return new StreamsConfig(base(config)).getProducerConfigs(clientId);
    }

    /** Returns settings for an audit, whose consumers are in no group. */
    public static Map<String, Object> audit(StreamerConfig config) {
        return new StreamsConfig(base(config)).getRestoreConsumerConfigs("maskstream-audit");
    }

    /** Returns settings for replaying dead letters. */
    public static Replay.Clients replay(StreamerConfig config) {
        StreamsConfig settings = new StreamsConfig(base(config));
        return new Replay.Clients(
                settings.getRestoreConsumerConfigs("maskstream-replay"),
                settings.getProducerConfigs("maskstream-replay"),
                settings.getAdminConfigs("maskstream-replay"));
    }

    /**
     * Returns settings for the form of the live view, which must not keep a browser waiting as long as a stream may
     * wait.
     */
    public static Map<String, Object> form(StreamerConfig config) {
        Map<String, Object> settings = producer(config, "maskstream-live");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, FORM_PATIENCE_MS);
        return settings;
    }

    /**
     * Returns settings for the stream.
     *
     * @param threads number of threads that read and explain
     * @param explanations limits of the explanations topic
     * @param deadLetters limits of the dead-letter topic
     * @param learnt set to true when more is learnt about these limits
     */
    public static Map<String, Object> stream(
            StreamerConfig config,
            int threads,
            KnownLimits explanations,
            KnownLimits deadLetters,
            AtomicBoolean learnt,
            StreamerMetrics metrics,
            LiveTap live) {
        Map<String, Object> settings = base(config);
        settings.put(StreamerConfig.NUM_STREAM_THREADS, threads);
        if (!settings.containsKey(ProducerConfig.BATCH_SIZE_CONFIG)) {
            settings.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH);
        }
        settings.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, config.deadLettersTopic());
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, BrokerRefusals.class);
        settings.put(BrokerRefusals.LIMITS, List.of(explanations, deadLetters));
        settings.put(BrokerRefusals.LEARNT, learnt);
        settings.put(DeadLetterHandler.METRICS, metrics);
        settings.put(DeadLetterHandler.LIVE, live);
        settings.put(DeadLetterHandler.LIMITS, deadLetters);
        return settings;
    }

    /** Returns how much time the look-ahead may take. */
    public static Lookahead.Budget lookaheadBudget(StreamerConfig config) {
        Duration share = pollInterval(config.originals()).dividedBy(POLL_BUDGET_SHARE);
        return new Lookahead.Budget(
                config.recordTimeout(), share.compareTo(LONGEST_POLL_BUDGET) < 0 ? share : LONGEST_POLL_BUDGET);
    }

    /**
     * Schedules commits after full polls well before Kafka Streams' own, which would fall into the middle of a poll.
     */
    public static PollProgress pollProgress(StreamerConfig config) {
        return new PollProgress(
                ofMainConsumer(base(config), ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                lookaheadBudget(config).poll().dividedBy(QUICK_POLL_SHARE),
                Duration.ofMillis(config.getLong(StreamerConfig.COMMIT_INTERVAL_MS))
                        .dividedBy(2));
    }

    /**
     * Returns the time without a poll of its main consumer after which a streamer loses its partitions to the others.
     */
    public static Duration pollInterval(Map<String, Object> given) {
        return Duration.ofMillis(ofMainConsumer(given, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG));
    }

    /** Returns a number from the main consumer's configuration, as set or Kafka's default. */
    private static int ofMainConsumer(Map<String, Object> given, String key) {
        Object number = MAIN_CONSUMER.stream()
                .map(prefix -> given.get(prefix + key))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> ConsumerConfig.configDef().defaultValues().get(key));
        return (Integer) ConfigDef.parseType(key, number, ConfigDef.Type.INT);
    }

    /** Returns the producer's {@code max.request.size} in bytes, as set or Kafka's default. */
    static int largestRecordBytes(Map<String, Object> given) {
        Object limit = given.getOrDefault(
                StreamsConfig.producerPrefix(PRODUCER_LIMIT),
                given.getOrDefault(
                        PRODUCER_LIMIT,
                        ProducerConfig.configDef().defaultValues().get(PRODUCER_LIMIT)));
        return (Integer) ConfigDef.parseType(PRODUCER_LIMIT, limit, ConfigDef.Type.INT);
    }
}
