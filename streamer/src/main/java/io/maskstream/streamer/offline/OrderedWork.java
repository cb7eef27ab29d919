package io.maskstream.streamer.offline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs tasks on several threads and passes their results on in the order of submission. The submitting thread waits if
 * too many tasks are unfinished, and is the one that passes the results on.
 */
public final class OrderedWork<T, R> implements AutoCloseable {

    /** Number of tasks that wait, to keep the threads busy while results are passed on. */
    private static final int AHEAD = 2;

    private final Function<T, R> work;
    private final Consumer<R> results;
    private final int most;
    private final ExecutorService threads;
    private final Deque<Future<R>> begun = new ArrayDeque<>();

    /**
     * Starts the threads.
     *
     * @param threads number of threads, at least 1
     */
    public OrderedWork(int threads, Function<T, R> work, Consumer<R> results) {
        this.work = work;
        this.results = results;
        this.most = threads + AHEAD;
        this.threads = Executors.newFixedThreadPool(threads);
    }

    /**
     * Submits a task.
     *
     * @throws RuntimeException any that an earlier task, or the consumer of its result, has thrown
     */
    public void add(T piece) {
        while (begun.size() >= most || (!begun.isEmpty() && begun.peek().isDone())) {
            handOn();
        }
        begun.add(threads.submit(() -> work.apply(piece)));
    }

    /** Waits for all tasks, and passes their results on. */
    public void finish() {
        while (!begun.isEmpty()) {
            handOn();
        }
    }

    private void handOn() {
        try {
            results.accept(begun.remove().get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // A Function throws no checked exceptions.
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while records were explained", e);
        }
    }

    /** Ends the threads, and waits for the tasks that run, since they may use what is closed next. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
