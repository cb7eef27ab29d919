package io.maskstream.streamer.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeavableTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration STEP = Duration.ofMillis(50);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<String> late = new CompletableFuture<>();

    @Test
    void givesWhatTheWorkGivesAndThrowsWhatItThrows() throws Exception {
        Leavable threads = new Leavable(1, "work");

        assertThat(call(threads, () -> "done")).isEqualTo("done");
        for (Throwable thrown :
                new Throwable[] {new IOException("x"), new StackOverflowError(), new LinkageError("x")}) {
            assertThatThrownBy(() -> call(threads, () -> {
                        if (thrown instanceof Error error) {
                            throw error;
                        }
                        throw (Exception) thrown;
                    }))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(thrown);
        }
        assertThat(call(threads, () -> "again")).isEqualTo("again");
    }

    @Test
    void leavesWhatTakesTooLongAndDiscardsWhatComesThen() throws Exception {
        Leavable threads = new Leavable(1, "work");

        assertThatThrownBy(() -> call(threads, this::hang))
                .isInstanceOf(Leavable.LeftException.class)
                .hasMessage("takes more than 300 ms");
        assertThatThrownBy(() -> call(threads, () -> "next"))
                .as("the maximum number of threads hangs")
                .isInstanceOf(Leavable.LeftException.class)
                .hasMessageContaining("still hang");

        goOn.countDown();
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void leavesWhatDoesNotGoOn() {
        assertThatThrownBy(() -> new Leavable(1, "work")
                        .call(this::hang, Duration.ofMinutes(10), STEP, time -> false, late::complete))
                .isInstanceOf(Leavable.LeftException.class)
                .hasMessage("is too slow or has stalled");
        goOn.countDown();
    }

    private String call(Leavable threads, Callable<String> work) throws Exception {
        return threads.call(work, PATIENCE, STEP, time -> true, late::complete);
    }

    /** Cannot be interrupted, like a native call. */
    private String hang() {
        boolean waiting = true;
        while (waiting) {
            try {
                goOn.await();
                waiting = false;
            } catch (InterruptedException e) {
                // Keeps waiting.
            }
        }
        return "late";
    }
}
