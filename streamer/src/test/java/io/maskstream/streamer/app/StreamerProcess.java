package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** Runs the packaged streamer in its own process; the manifest of its jar names the main class and the libraries. */
final class StreamerProcess {

    private static final Pattern PORT = Pattern.compile("metrics at http://127\\.0\\.0\\.1:(\\d+)/");

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private StreamerProcess() {}

    /**
     * Starts the streamer; its output goes to the file {@code output} in a folder.
     *
     * @param javaOptions options of the virtual machine
     */
    static Process start(Path folder, List<String> javaOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MASKSTREAM_"));
        return builder.start();
    }

    /** Writes a settings file into a folder. */
    static Path settings(Path folder, Map<String, String> settings) throws IOException {
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        return Files.write(folder.resolve("streamer.properties"), lines, StandardCharsets.ISO_8859_1);
    }

    /** Waits until the streamer explains, and returns the port of its metrics. */
    static int awaitPort(Path folder, Process streamer) throws IOException {
        return Integer.parseInt(awaitOutput(folder, streamer, PORT).group(1));
    }

    /** Waits until the output of the streamer matches a pattern, and returns the match. */
    static Matcher awaitOutput(Path folder, Process streamer, Pattern pattern) throws IOException {
        Path output = folder.resolve("output");
        try {
            return await("the output has " + pattern)
                    .atMost(PATIENCE)
                    .pollInterval(PAUSE)
                    .failFast("the streamer has ended", () -> !streamer.isAlive())
                    .until(() -> pattern.matcher(Files.readString(output)), Matcher::find);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError(e.getMessage() + "\n" + Files.readString(output), e);
        }
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(Path.of("target"), "maskstream-streamer-*[0-9].jar")) {
            Iterator<Path> found = jars.iterator();
            assertThat(found).as("packaged streamer in target").hasNext();
            return found.next();
        }
    }
}
