package io.maskstream.demo;

import io.maskstream.streamer.app.OptionErrors;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Publishes the lines of standard input as requests. */
@Command(
        name = "publish.sh",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Publishes each line of standard input as a request, such as {\"id\":\"mine\",\"smiles\":\"CCO\"} or"
                    + " {\"id\":\"mine\",\"text\":\"What a film!\"}.",
            "Lines that are not valid requests are published, too. The streamer refuses them later: see --wait."
        })
public final class Publish implements Callable<Integer> {

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Kafka brokers.")
    private String bootstrapServers = "localhost:" + Demo.DEFAULT_PORT;

    @Option(names = "--topic", paramLabel = "NAME", description = "Topic to publish to.")
    private String topic = Topics.REQUESTS;

    @Option(
            names = "--wait",
            description =
                    "Wait for the explanations and show them. Exit with 0 if every request was explained, and with 1 if"
                            + " one was refused or not answered in time.")
    private boolean wait;

    @Option(
            names = "--explanations-topic",
            paramLabel = "NAME",
            description = "With --wait: topic of the explanations. They are read without a schema registry.")
    private String explanationsTopic = Topics.EXPLANATIONS;

    @Option(
            names = "--dead-letters-topic",
            paramLabel = "NAME",
            description = "With --wait: topic of the requests that were refused.")
    private String deadLettersTopic = Topics.DEAD_LETTERS;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "With --wait: how long to wait.")
    private long timeoutSeconds = 60;

    @Override
    public Integer call() throws IOException {
        try (RequestPublisher publisher = new RequestPublisher(bootstrapServers, topic)) {
            return wait ? publishAndWait(publisher) : publish(publisher);
        } catch (KafkaException e) {
            System.err.println("Cannot publish to the topic " + topic + " at " + bootstrapServers
                    + ". Is the demo running there? See --bootstrap-servers and --topic. (" + e.getMessage() + ")");
            return CommandLine.ExitCode.SOFTWARE;
        } catch (CannotRunException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int publish(RequestPublisher publisher) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            int published = publisher.publish(
                    lines.lines().filter(line -> !line.isBlank()).map(line -> line.getBytes(StandardCharsets.UTF_8)));
            System.err.println(
                    published(published) + " If the streamer refuses one, the record goes to its dead-letter topic"
                            + " (by default " + Topics.DEAD_LETTERS + ") with the reason; --wait shows it here.");
            return CommandLine.ExitCode.OK;
        }
    }

    private int publishAndWait(RequestPublisher publisher) {
        Awaited awaited = new Awaited(DemoRequest.in(System.in, "standard input"));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Screen screen = Screen.of(out, new OverlayFolder(null));
        Topics topics = new Topics(topic, explanationsTopic, deadLettersTopic);
        try (OutcomeReader outcomes = OutcomeReader.fromTheEnd(bootstrapServers, topics)) {
            List<DemoRequest> requests = awaited.requests();
            publisher.publish(requests.stream().map(DemoRequest::value));
            System.err.println(published(requests.size()) + " Waiting for the explanations ...");
            Display own = outcome -> {
                if (awaited.awaits(outcome)) {
                    screen.show(outcome);
                }
            };
            if (awaited.await(outcomes, own, Duration.ofSeconds(timeoutSeconds), () -> false)) {
                return CommandLine.ExitCode.OK;
            }
            System.err.println(awaited.complaint());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private String published(int count) {
        return "Published " + count + (count == 1 ? " record" : " records") + " to " + topic + " at " + bootstrapServers
                + ".";
    }

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // Images are drawn without a display.
        System.exit(new CommandLine(new Publish())
                .setParameterExceptionHandler(new OptionErrors())
                .execute(arguments));
    }
}
