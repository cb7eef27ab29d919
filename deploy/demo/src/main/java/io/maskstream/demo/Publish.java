package io.maskstream.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Publishes lines of the standard input as requests. */
@Command(
        name = "publish.sh",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description =
                "Publishes each line of the standard input as a request, such as {\"id\":\"mine\",\"smiles\":\"CCO\"} or"
                        + " {\"id\":\"mine\",\"text\":\"What a film!\"}.")
public final class Publish implements Callable<Integer> {

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "The Kafka brokers.")
    private String bootstrapServers = "localhost:" + Demo.DEFAULT_PORT;

    @Option(names = "--topic", paramLabel = "NAME", description = "Where to publish.")
    private String topic = Topics.REQUESTS;

    @Override
    public Integer call() throws IOException {
        try (RequestPublisher publisher = new RequestPublisher(bootstrapServers, topic);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            int published = publisher.publish(
                    lines.lines().filter(line -> !line.isBlank()).map(line -> line.getBytes(StandardCharsets.UTF_8)));
            System.err.println("Published " + published + (published == 1 ? " record" : " records") + " to " + topic
                    + " at " + bootstrapServers + ".");
            return CommandLine.ExitCode.OK;
        } catch (KafkaException e) {
            System.err.println("Nothing can be published to the topic " + topic + " at " + bootstrapServers
                    + ". Does the demo run there? See --bootstrap-servers and --topic. (" + e.getMessage() + ")");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Publish()).execute(arguments));
    }
}
