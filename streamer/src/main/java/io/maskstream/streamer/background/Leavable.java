package io.maskstream.streamer.background;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Does what may never come back, such as opening a file that has become a pipe or a call of TensorFlow, on a thread of its
 * own, which is left when it takes too long. Those that were left and still run are counted, and there are never many. For
 * one thread at a time.
 *
 * <p>A thread that comes back does the next work, too: what TensorFlow frees is given back to the thread that took it, and
 * with a new one for each work the process grows.
 */
public final class Leavable {

    private static final String NAME = "maskstream-release-work";

    private final Semaphore free;
    private final String name;

    /** Null until there is work, and after it was left. */
    private ExecutorService worker;

    private Thread maker;

    /** Leaves at most so many threads behind. */
    public Leavable(int most) {
        this(most, NAME);
    }

    /** The same, with another name for its threads. */
    public Leavable(int most, String name) {
        this.free = new Semaphore(most);
        this.name = name;
    }

    /** The work was left, or not begun because as much as may be has been left before. */
    public static final class LeftException extends Exception {

        private static final long serialVersionUID = 1L;

        LeftException(String message) {
            super(message);
        }
    }

    /**
     * Does some work.
     *
     * @param patience for all of it
     * @param step after which {@code goesOn} is asked, again and again
     * @param goesOn whether it is worth while to wait on; given the time since it was last asked
     * @param discard takes a result that comes too late
     * @throws LeftException if it is left; the thread is interrupted then, but may go on
     * @throws ExecutionException if the work throws whatever it is
     */
    public <T> T call(
            Callable<T> work, Duration patience, Duration step, Predicate<Duration> goesOn, Consumer<T> discard)
            throws LeftException, ExecutionException, InterruptedException {
        if (!free.tryAcquire()) {
            throw new LeftException("earlier ones still hang; restart the streamer to free them");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            worker().execute(() -> run(work, result, discard));
        } catch (Error e) {
            free.release();
            throw e;
        }
        long end = System.nanoTime() + patience.toNanos();
        boolean cameBack = false;
        try {
            while (true) {
                long left = end - System.nanoTime();
                try {
                    T value = result.get(Math.max(0, Math.min(left, step.toNanos())), TimeUnit.NANOSECONDS);
                    cameBack = true;
                    return value;
                } catch (ExecutionException e) {
                    cameBack = true;
                    throw e;
                } catch (TimeoutException e) {
                    String reason = left <= step.toNanos()
                            ? "takes more than " + shown(patience)
                            : goesOn.test(step) ? null : "comes too slowly, or not at all";
                    if (reason != null && result.completeExceptionally(e)) {
                        throw new LeftException(reason);
                    }
                }
            }
        } finally {
            if (!cameBack) {
                result.cancel(false);
                worker.shutdownNow();
                worker = null;
            }
        }
    }

    /** One that this thread has made: it inherits its priority. */
    private ExecutorService worker() {
        if (worker == null || maker != Thread.currentThread()) {
            if (worker != null) {
                worker.shutdown();
            }
            maker = Thread.currentThread();
            worker = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            });
        }
        return worker;
    }

    private <T> void run(Callable<T> work, CompletableFuture<T> result, Consumer<T> discard) {
        T value = null;
        Throwable failure = null;
        try {
            value = work.call();
        } catch (Throwable e) {
            failure = e;
        }
        // Before the result: whoever takes that may have more work.
        free.release();
        if (failure != null) {
            result.completeExceptionally(failure);
        } else if (!result.complete(value)) {
            discard.accept(value);
        }
    }

    private static String shown(Duration time) {
        return time.toSeconds() % 60 == 0 && time.toMinutes() > 0
                ? time.toMinutes() + " min"
                : time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
