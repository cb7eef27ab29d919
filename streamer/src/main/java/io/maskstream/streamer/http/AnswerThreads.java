package io.maskstream.streamer.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads that read requests and answer them. One that takes too long is interrupted, which closes the connection:
 * Java's server waits for ever for a client that does not send the rest of its request or does not read the answer. (Its
 * own time limits would end the connections that stay open on purpose, too.)
 */
public final class AnswerThreads implements Executor, AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService watch;
    private final Duration limit;

    /**
     * @param count of threads
     * @param waiting requests beyond these are the business of {@code full}
     * @param limit on a request, from its first byte to the end of the answer
     * @param full for example {@link ThreadPoolExecutor.CallerRunsPolicy}
     */
    public AnswerThreads(String name, int count, int waiting, Duration limit, RejectedExecutionHandler full) {
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        this.limit = limit;
        this.threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), factory, full);
        this.watch = Executors.newSingleThreadScheduledExecutor(factory);
    }

    /** @throws RejectedExecutionException if it is closed, or full and refuses */
    @Override
    public void execute(Runnable answer) {
        threads.execute(() -> runWithinLimit(answer));
    }

    private void runWithinLimit(Runnable answer) {
        Limited limited = new Limited(Thread.currentThread());
        ScheduledFuture<?> end;
        try {
            end = watch.schedule(limited::expire, limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // Closed meanwhile.
        }
        try {
            answer.run();
        } finally {
            end.cancel(false);
            limited.finish();
        }
    }

    /** Interrupts a thread at most while it is at this one request. */
    private static final class Limited {

        private final Thread thread;
        private boolean finished;

        Limited(Thread thread) {
            this.thread = thread;
        }

        synchronized void expire() {
            if (!finished) {
                thread.interrupt();
            }
        }

        /** Clears an interrupt that was meant for this request, lest the next one suffers from it. */
        synchronized void finish() {
            finished = true;
            Thread.interrupted();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        threads.shutdownNow();
    }
}
