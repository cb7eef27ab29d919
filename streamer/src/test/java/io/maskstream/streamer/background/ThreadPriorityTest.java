package io.maskstream.streamer.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadPriorityTest {

    /** Index of the nice value after the name in parentheses, in the order of proc(5). */
    private static final int NICE = 16;

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThreadGivesWayAndNoOtherDoes() {
        int before = nice();

        int lowered = CompletableFuture.supplyAsync(
                        () -> {
                            ThreadPriority.lower();
                            return nice();
                        },
                        task -> new Thread(task).start())
                .join();

        assertThat(lowered).isEqualTo(Math.min(19, before + 10));
        assertThat(nice()).isEqualTo(before);
    }

    private static int nice() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
