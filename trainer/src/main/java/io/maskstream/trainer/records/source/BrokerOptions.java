package io.maskstream.trainer.records.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** Options of the connection to Kafka. */
public final class BrokerOptions {

    @Option(
            names = "--bootstrap-servers",
            order = 301,
            paramLabel = "HOST:PORT",
            description = "Kafka brokers to connect to, separated by commas.")
    String bootstrapServers;

    @Option(
            names = "--command-config",
            order = 302,
            paramLabel = "FILE",
            description = "Properties file with further settings of the Kafka client, such as TLS and SASL.")
    Path commandConfig;

    /** Returns hosts and ports of the brokers; null if none were given. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Returns the settings of a client.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if no brokers were given
     */
    public Map<String, Object> settings() throws IOException {
        Properties properties = new Properties();
        if (commandConfig != null) {
            try (InputStream in = Files.newInputStream(commandConfig)) {
                properties.load(in);
            }
        }
        Map<String, Object> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        if (bootstrapServers != null) {
            settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        }
        if (!settings.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException("Reading a topic needs --bootstrap-servers HOST:PORT.");
        }
        return settings;
    }
}
