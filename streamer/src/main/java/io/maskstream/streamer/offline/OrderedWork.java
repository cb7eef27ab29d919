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
 * Does pieces of work on several threads, and hands their results on in the order in which the pieces were given. Whoever gives
 * pieces waits where too many are not done yet, and gets the results: they are handed on by the thread that calls.
 */
public final class OrderedWork<T, R> implements AutoCloseable {

    /** Pieces that wait, so that no thread waits while results are handed on. */
    private static final int AHEAD = 2;

    private final Function<T, R> work;
    private final Consumer<R> results;
    private final int most;
    private final ExecutorService threads;
    private final Deque<Future<R>> begun = new ArrayDeque<>();

    /**
     * Starts threads.
     *
     * @param threads at least 1
     */
    public OrderedWork(int threads, Function<T, R> work, Consumer<R> results) {
        this.work = work;
        this.results = results;
        this.most = threads + AHEAD;
        this.threads = Executors.newFixedThreadPool(threads);
    }

    /**
     * Has a piece done.
     *
     * @throws RuntimeException that an earlier piece, or the taker of its result, has thrown
     */
    public void add(T piece) {
        while (begun.size() >= most || (!begun.isEmpty() && begun.peek().isDone())) {
            handOn();
        }
        begun.add(threads.submit(() -> work.apply(piece)));
    }

    /** Waits for all pieces, and hands their results on. */
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
            // Functions throw no checked exceptions.
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while records were explained", e);
        }
    }

    /** Ends the threads; waits for what they are at, since that may use what is closed next. */
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
