package io.maskstream.streamer.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** Writes the page that describes every setting. */
final class SettingsPage {

    private static final String HEAD =
            """
            # Settings of the streamer

            <!-- Generated from StreamerConfig by SettingsPageTest; do not edit. -->

            The streamer takes a `.properties` file. The least it needs:

            ```properties
            bootstrap.servers=localhost:9092
            explainer.store=deploy/explainers
            explainers=esol
            ```

            An environment variable overrides a setting: `MASKSTREAM_HTTP_PORT` is `http.port`. A setting that does not exist
            is refused, and the nearest one that does is named.

            """;

    private static final String TAIL =
            """
            ## Kafka's own settings

            Every other setting of Kafka Streams, and of its consumers, producer and admin client, may stand in the same file
            and reaches them: as it is for all of them (`security.protocol`, `ssl.*`, `sasl.*`), or with the prefix
            `main.consumer.`, `consumer.`, `producer.` or `admin.` for one of them.

            ```properties
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p";
            ssl.truststore.location=/etc/kafka/truststore.p12
            ssl.truststore.password=secret
            producer.compression.type=zstd
            ```

            `errors.dead.letter.queue.topic.name` (set `dead.letters.topic`), `processing.exception.handler`,
            `production.exception.handler` and `group.protocol` are the streamer's own and refused. Consumer interceptors of
            yours see the records before they are explained.

            - `producer.batch.size` (262144): as much as one poll brings a partition goes to the broker in one request.
            - `main.consumer.fetch.min.bytes` (1): with more, polls wait for more records, up to `main.consumer.fetch.max.wait.ms`
              (500), and there are fewer and larger batches and transactions.
            - `producer.transaction.timeout.ms` (10000): must exceed the commit interval and twice `record.timeout.ms`. After a
              crash, readers of committed records wait as long.
            - `producer.max.request.size` (1048576): a larger explanation becomes a dead letter with the reason `too_large`, and
              a dead letter that would be larger is written without its value. Topics must take messages of this size.
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
