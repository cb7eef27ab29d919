package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Makes the graph of an explainer fail or hang from within TensorFlow: the graph reads a file with each batch. If the
 * file contains a number, the graph continues; otherwise it fails; a pipe without a writer makes it hang.
 */
public final class Governor {

    private final Path file;

    /** Lets the graph continue. */
    public Governor(Path file) throws IOException {
        this.file = file;
        letGoOn();
    }

    public Path file() {
        return file;
    }

    public void letGoOn() throws IOException {
        put("0");
    }

    public void letFail() throws IOException {
        put("fail");
    }

    /** Makes the graph hang from now on, until the {@link HeldUp} is closed. */
    public HeldUp holdUp() throws IOException, InterruptedException {
        Path pipe = file.resolveSibling(file.getFileName() + ".pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.move(pipe, file, StandardCopyOption.ATOMIC_MOVE);
        return new HeldUp();
    }

    /** A graph that hangs; once it continues, the call that hung fails. */
    public final class HeldUp implements AutoCloseable {

        @Override
        public void close() throws IOException {
            Path pipe = file.resolveSibling(file.getFileName() + ".held");
            Files.createLink(pipe, file);
            letGoOn();
            // The reader that opened the pipe has waited for this.
            Files.writeString(pipe, "");
            Files.delete(pipe);
        }
    }

    private void put(String content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
