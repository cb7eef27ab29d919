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
 * Runs work that may never return, such as a call of TensorFlow, or opening a file that has become a pipe, on a thread
 * of its own, and abandons that thread if it takes too long. The number of abandoned threads that still run is limited.
 * To be used by one thread at a time.
 *
 * <p>A thread that returns is used again for the next work: memory that TensorFlow frees goes back to the thread that
 * allocated it, and with a new thread for each call the process would grow.
 */
public final class Leavable {

    private final Semaphore free;
    private final String name;

    /** Null before the first work, and after a thread was abandoned. */
    private ExecutorService worker;

    private Thread maker;

    /**
     * Creates one.
     *
     * @param most how many abandoned threads may still run
     * @param name name of its threads
     */
    public Leavable(int most, String name) {
        this.free = new Semaphore(most);
        this.name = name;
    }

    /** The work was abandoned, or not started because too many threads have already been abandoned. */
    public static final class LeftException extends Exception {

        private static final long serialVersionUID = 1L;

        LeftException(String message) {
            super(message);
        }
    }

    /**
     * Runs some work and returns its result.
     *
     * @param patience the longest time for all of the work
     * @param step interval at which {@code goesOn} is asked
     * @param goesOn whether waiting on is worthwhile; gets the time since it was last asked
     * @param discard gets a result that comes too late
     * @throws LeftException if the work is abandoned; its thread is then interrupted, but may keep running
     * @throws ExecutionException if the work throws anything
     */
    public <T> T call(
            Callable<T> work, Duration patience, Duration step, Predicate<Duration> goesOn, Consumer<T> discard)
            throws LeftException, ExecutionException, InterruptedException {
        if (!free.tryAcquire()) {
            throw new LeftException(
                    "was not started because earlier ones still hang; restart the streamer to free them");
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
                            : goesOn.test(step) ? null : "is too slow or has stalled";
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

    /** Returns a thread that the calling thread has started, because it inherits that thread's priority. */
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
        // Before completing the result: whoever waits for it may submit more work at once.
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
