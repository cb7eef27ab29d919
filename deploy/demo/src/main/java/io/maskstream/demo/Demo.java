package io.maskstream.demo;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationJson;
import io.maskstream.streamer.app.OptionErrors;
import io.maskstream.streamer.app.StartException;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Demonstrates maskstream with a broker, the streamer and a few records in one process. */
@Command(
        name = "demo.sh",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Starts a Kafka broker and the streamer in one process, publishes a few records and shows their explanations."
                    + " Then it shows what you publish from another terminal, until Ctrl-C.",
            "Everything listens on this machine only. Nothing is left behind except the overlays of images."
        })
public final class Demo implements Callable<Integer> {

    static final int DEFAULT_PORT = 19092;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofSeconds(20);

    @Option(
            names = "--explainers",
            paramLabel = "DIR",
            description = "Explainer store; all explainers in it are served.")
    private Path explainers = Home.path().resolve("deploy/explainers");

    @Option(
            names = "--requests",
            paramLabel = "FILE",
            description = "File with one JSON request per line, to publish in place of the demo's own.")
    private Path file;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the broker; 0 for any free port.")
    private int port = DEFAULT_PORT;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port of the streamer's metrics and live view; 0 for any free port.")
    private int httpPort = 9464;

    @Option(
            names = "--once",
            description =
                    "Exit when every published request has been answered: with 0 if all were explained, otherwise with"
                            + " 1.")
    private boolean once;

    @Option(
            names = "--json",
            description = "Print the explanations as JSON, one per line, and nothing else on standard output.")
    private boolean json;

    @Option(
            names = "--overlays",
            paramLabel = "DIR",
            description =
                    "Folder for a PNG file per image, which shows the image beside its masked copy; not written with"
                            + " --json. Default: a new temporary folder.")
    private Path overlays;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait for the explanations.")
    private long timeoutSeconds = 60;

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stopping;

    @Override
    public Integer call() {
        stopOnSignal();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream talk = json ? System.err : out;
        OverlayFolder folder = new OverlayFolder(overlays);
        Screen screen = Screen.of(talk, folder);
        Display display = json ? outcome -> showJson(outcome, out, screen) : screen;
        try {
            Set<InputKind> kinds = LocalStreamer.kinds(explainers);
            Awaited awaited = new Awaited(requests(kinds));
            folder.prepare();
            try (EmbeddedBroker broker = startBroker();
                    Streamer streamer = startStreamer(broker);
                    OutcomeReader outcomes = OutcomeReader.fromTheBeginning(broker.bootstrapServers())) {
                talk.println(greeting(broker, streamer));
                screen.legend(kinds);
                publish(broker, awaited.requests());
                Duration timeout = Duration.ofSeconds(timeoutSeconds);
                boolean allExplained = awaited.await(outcomes, display, timeout, () -> stopping);
                if (!allExplained && !stopping) {
                    System.err.println(awaited.complaint());
                }
                if (once) {
                    return allExplained ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
                }
                talk.println(invitation(broker.bootstrapServers(), kinds));
                while (!stopping) {
                    outcomes.poll(POLL).forEach(display::show);
                }
                return CommandLine.ExitCode.OK;
            }
        } catch (CannotRunException | StartException | ConfigException | InvalidArtifactException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            closed.countDown();
        }
    }

    /** Gives the streamer and the broker time to close on Ctrl-C. */
    private void stopOnSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping = true;
            try {
                if (!closed.await(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println("The demo did not close in time; its temporary folder may be left behind.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private List<DemoRequest> requests(Set<InputKind> kinds) {
        if (file == null) {
            return DemoRequest.shipped(kinds);
        }
        if (!Files.isReadable(file)) {
            throw new CannotRunException("The file " + file + " does not exist or cannot be read. Check --requests.");
        }
        List<DemoRequest> requests = DemoRequest.in(file);
        if (requests.isEmpty()) {
            throw new CannotRunException("The file " + file + " contains no requests. Check --requests.");
        }
        return requests;
    }

    private EmbeddedBroker startBroker() {
        if (port < 0 || port > 65_535) {
            throw new CannotRunException("--port must be from 0 to 65535, not " + port + ".");
        }
        System.err.println("Starting a Kafka broker ...");
        try {
            return EmbeddedBroker.start(port, Map.of());
        } catch (UncheckedIOException e) {
            String hint = e.getCause() instanceof BindException ? " Choose another with --port." : "";
            throw new CannotRunException(e.getMessage() + ": " + e.getCause().getMessage() + "." + hint, e);
        }
    }

    private Streamer startStreamer(EmbeddedBroker broker) {
        broker.createTopics(1, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
        return Streamer.start(LocalStreamer.config(
                broker.bootstrapServers(),
                explainers,
                Map.of(
                        StreamerConfig.VERIFY, "always",
                        StreamerConfig.HTTP_PORT, Integer.toString(httpPort),
                        StreamerConfig.LIVE_VIEW, "true",
                        StreamerConfig.LIVE_VIEW_PUBLISH, "true",
                        StreamerConfig.LIVE_VIEW_REPLAY, "true")));
    }

    private static void publish(EmbeddedBroker broker, List<DemoRequest> requests) {
        try (RequestPublisher publisher = new RequestPublisher(broker.bootstrapServers(), Topics.REQUESTS)) {
            publisher.publish(requests.stream().map(DemoRequest::value));
        }
    }

    private static void showJson(Outcome outcome, PrintStream out, Display others) {
        if (outcome instanceof Outcome.Explained explained) {
            out.println(ExplanationJson.write(explained.explanation()));
        } else {
            others.show(outcome);
        }
    }

    private static String greeting(EmbeddedBroker broker, Streamer streamer) {
        long millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        return String.format(
                Locale.ROOT,
                "Ready after %2$.1f s.%n"
                        + "  in a browser: http://127.0.0.1:%3$d/live/%n"
                        + "  metrics:      http://127.0.0.1:%3$d/metrics%n"
                        + "  Kafka broker: %1$s%n",
                broker.bootstrapServers(),
                millis / 1e3,
                streamer.httpPort());
    }

    private static String invitation(String servers, Set<InputKind> kinds) {
        String option = servers.endsWith(":" + DEFAULT_PORT) ? "" : " --bootstrap-servers " + servers;
        String publish = Home.command("deploy/publish.sh") + option;
        StringBuilder lines = new StringBuilder();
        for (InputKind kind : kinds) {
            lines.append("  echo '")
                    .append(example(kind))
                    .append("' | ")
                    .append(publish)
                    .append(System.lineSeparator());
        }
        return String.format(
                Locale.ROOT,
                "%nPublish your own records from another terminal and see them explained here:%n%s"
                        + "or with Kafka's own tools:%n"
                        + "  kafka-console-producer.sh --bootstrap-server %s --topic %s%n"
                        + "Press Ctrl-C to stop the demo.",
                lines,
                servers,
                Topics.REQUESTS);
    }

    private static String example(InputKind kind) {
        return switch (kind) {
            case MOLECULE -> "{\"id\":\"mine\",\"smiles\":\"CCO\"}";
            case REVIEW -> "{\"id\":\"mine\",\"text\":\"A slow film, but the ending is wonderful.\"}";
            case IMAGE -> "{\"id\":\"mine\",\"image\":\"'$(base64 < photo.jpg | tr -d '\\n')'\"}";
        };
    }

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // There may be no display.
        System.exit(new CommandLine(new Demo())
                .setParameterExceptionHandler(new OptionErrors())
                .execute(arguments));
    }
}
