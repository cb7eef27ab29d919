package io.maskstream.streamer.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** All settings that exist, the streamer's own and those of Kafka's clients, in order to detect misspelt ones. */
final class KnownSettings {

    private static final String ENVIRONMENT_PREFIX = "MASKSTREAM_";

    /** A prefixed key within this edit distance of a known one is taken for a typing error. */
    private static final int SLIP = 2;

    private final Set<String> keys = new TreeSet<>();
    private final Map<String, String> keyOfVariable = new LinkedHashMap<>();

    KnownSettings(Collection<String> own) {
        keys.addAll(own);
        keys.addAll(StreamsConfig.configDef().names());
        for (String prefix : new String[] {
            "",
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX
        }) {
            add(prefix, ConsumerConfig.configNames());
        }
        add("", ProducerConfig.configNames());
        add(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.configNames());
        add("", AdminClientConfig.configNames());
        add(StreamsConfig.ADMIN_CLIENT_PREFIX, AdminClientConfig.configNames());
        for (String key : keys) {
            keyOfVariable.put(variable(key), key);
        }
    }

    private void add(String prefix, Collection<String> names) {
        for (String name : names) {
            keys.add(prefix + name);
        }
    }

    /** The environment variable that overrides a setting: {@code MASKSTREAM_HTTP_PORT} for {@code http.port}. */
    static String variable(String key) {
        return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /**
     * Checks the keys of a file.
     *
     * @throws ConfigException if one is unknown. A key with a client's prefix may be meant for a plug-in of that
     *     client; it is refused only if it looks like a misspelt one.
     */
    void check(Collection<String> given) {
        for (String key : given) {
            if (keys.contains(key)) {
                continue;
            }
            String nearest = nearest(key, keys);
            if (!isPrefixed(key) || isSlip(key, nearest)) {
                throw new ConfigException("There is no setting '" + key + "'. Did you mean '" + nearest + "'?");
            }
        }
    }

    /**
     * Returns the settings in an environment. Variables that merely start with the prefix are ignored, because
     * Kubernetes sets such variables for a service named maskstream.
     *
     * @throws ConfigException if a variable looks like a misspelt setting
     */
    Map<String, String> overrides(Map<String, String> environment) {
        Map<String, String> overrides = new LinkedHashMap<>();
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(ENVIRONMENT_PREFIX)) {
                return;
            }
            String key = keyOfVariable.get(variable);
            if (key != null) {
                overrides.put(key, value);
                return;
            }
            String nearest = nearest(variable, keyOfVariable.keySet());
            if (isSlip(variable, nearest)) {
                throw new ConfigException(
                        "The environment variable " + variable + " sets nothing. Did you mean " + nearest + "?");
            }
        });
        return overrides;
    }

    private static boolean isPrefixed(String key) {
        return Set.of(
                        StreamsConfig.CONSUMER_PREFIX,
                        StreamsConfig.MAIN_CONSUMER_PREFIX,
                        StreamsConfig.RESTORE_CONSUMER_PREFIX,
                        StreamsConfig.GLOBAL_CONSUMER_PREFIX,
                        StreamsConfig.PRODUCER_PREFIX,
                        StreamsConfig.ADMIN_CLIENT_PREFIX,
                        StreamsConfig.TOPIC_PREFIX)
                .stream()
                .anyMatch(key::startsWith);
    }

    private static boolean isSlip(String given, String nearest) {
        return LevenshteinDistance.getDefaultInstance().apply(given, nearest) <= SLIP;
    }

    private static String nearest(String given, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        Optional<String> nearest =
                known.stream().min((a, b) -> Integer.compare(distance.apply(given, a), distance.apply(given, b)));
        return nearest.orElseThrow();
    }
}
