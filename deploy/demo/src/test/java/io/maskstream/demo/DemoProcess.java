package io.maskstream.demo;

import static io.maskstream.streamer.Waiting.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A program of the jar in a separate process, as the launchers run it. */
final class DemoProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Process process;
    private final Path out;
    private final Path err;

    private DemoProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a program.
     *
     * @param folder folder for its output
     * @param input standard input of the program
     */
    static DemoProcess start(Path folder, Class<?> program, String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dmaskstream.home=" + Home.path(),
                "-cp",
                System.getProperty("demo.jar"),
                program.getName()));
        command.addAll(List.of(arguments));
        Path in = Files.writeString(Files.createTempFile(folder, "in", ""), input);
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        return new DemoProcess(
                new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err);
    }

    /** Waits for the end of the process and returns its exit status. */
    int status() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + this);
        }
        return process.exitValue();
    }

    /** Waits until standard output matches a pattern, and returns the match. */
    Matcher awaitOutput(Pattern pattern) {
        try {
            return await("the output has " + pattern)
                    .atMost(PATIENCE)
                    .pollInterval(PAUSE)
                    .until(() -> pattern.matcher(Files.readString(out)), Matcher::find);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + pattern + ": " + this, e);
        }
    }

    /** Asks the process to end, like Ctrl-C. */
    void interrupt() {
        process.destroy();
    }

    /** Kills the process like SIGKILL, and waits until it has ended. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    List<String> out() throws IOException {
        return Files.readAllLines(out);
    }

    List<String> err() throws IOException {
        return Files.readAllLines(err);
    }

    @Override
    public String toString() {
        try {
            return "standard output:\n" + Files.readString(out) + "\nstandard error:\n" + Files.readString(err);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
