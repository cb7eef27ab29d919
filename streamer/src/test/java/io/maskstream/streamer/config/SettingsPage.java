package io.maskstream.streamer.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** Generates the page that describes every setting. */
final class SettingsPage {

    private static final String HEAD =
            """
            # Settings of the streamer

            <!-- Generated from StreamerConfig by SettingsPageTest; do not edit. -->

            The streamer reads a `.properties` file. These settings are required:

            ```properties
            bootstrap.servers=localhost:9092
            explainer.store=deploy/explainers
            explainers=esol
            ```

            An environment variable overrides a setting: `MASKSTREAM_HTTP_PORT` is `http.port`. The streamer does not start with an
            unknown setting, and suggests the most similar one.

            """;

    private static final String TAIL =
            """
            ## Kafka's own settings

            The same file can contain all other settings of Kafka Streams and of its consumers, producer and admin client. Without a
            prefix, a setting applies to all of them (`security.protocol`, `ssl.*`, `sasl.*`); with the prefix `main.consumer.`,
            `consumer.`, `producer.` or `admin.`, to one of them.

            ```properties
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p";
            ssl.truststore.location=/etc/kafka/truststore.p12
            ssl.truststore.password=secret
            producer.compression.type=zstd
            ```

            The streamer sets `errors.dead.letter.queue.topic.name` (use `dead.letters.topic`), `processing.exception.handler`,
            `production.exception.handler` and `group.protocol` itself, and refuses them in the file. Your own consumer interceptors
            see records before they are explained.

            - `producer.batch.size` (262144): large enough to send the explanations of one poll and partition in one request.
            - `main.consumer.fetch.min.bytes` (1): with a larger value, polls wait for more records, up to
              `main.consumer.fetch.max.wait.ms` (500). Batches and transactions are then fewer and larger.
            - `producer.transaction.timeout.ms` (10000): must exceed the commit interval and twice `record.timeout.ms`. After a
              crash, consumers with `read_committed` wait this long.
            - `producer.max.request.size` (1048576): a larger explanation becomes a dead letter with the reason `too_large`, and a
              dead letter that would be larger is written without its value. The topics must accept messages of this size.
            """;

    private SettingsPage() {}

    static String write() {
        StringBuilder page = new StringBuilder(HEAD);
        List<ConfigDef.ConfigKey> keys =
                new ArrayList<>(StreamerConfig.DEFINITION.configKeys().values());
        keys.sort(Comparator.comparing((ConfigDef.ConfigKey key) -> key.hasDefault())
                .thenComparing(key -> key.importance)
                .thenComparing(key -> key.name));
        page.append("| setting | default | what it does |\n| --- | --- | --- |\n");
        for (ConfigDef.ConfigKey key : keys) {
            page.append("| `")
                    .append(key.name)
                    .append("` | ")
                    .append(defaultOf(key))
                    .append(" | ")
                    .append(key.documentation);
            page.append(" (")
                    .append(key.type.name().toLowerCase(Locale.ROOT))
                    .append(valid(key))
                    .append(") |\n");
        }
        return page.append('\n').append(TAIL).toString();
    }

    private static String defaultOf(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "**required**";
        }
        if (key.defaultValue instanceof List<?> items) {
            return items.isEmpty()
                    ? "none"
                    : "`" + items.stream().map(String::valueOf).collect(Collectors.joining(",")) + "`";
        }
        Object value = key.defaultValue instanceof Password password ? password.value() : key.defaultValue;
        return value.equals("") ? "none" : "`" + value + "`";
    }

    private static String valid(ConfigDef.ConfigKey key) {
        return key.validator == null ? "" : ", " + key.validator.toString().replace("|", "\\|");
    }
}
