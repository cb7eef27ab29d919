package io.maskstream.streamer.live;

import io.maskstream.streamer.http.Exchange;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Answers requests that have to wait for something, on its own threads; refuses requests if too many are waiting. */
final class WaitingAnswers implements AutoCloseable {

    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";

    private final ThreadPoolExecutor threads;

    /** Sends an answer, possibly after waiting. */
    interface Answer {
        void send() throws InterruptedException;
    }

    /**
     * @param name name of the threads
     * @param waiting maximum number of requests that wait for a thread
     * @param begin called first on each thread
     */
    WaitingAnswers(String name, int threads, int waiting, Runnable begin) {
        this.threads = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(
                            () -> {
                                begin.run();
                                task.run();
                            },
                            name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Answers in turn; immediately, with 503, if too many are waiting already. */
    void add(Exchange exchange, Answer answer) {
        try {
            threads.execute(() -> {
                try {
                    answer.send();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    exchange.send(503, TEXT, "The live view has ended.\n");
                } catch (RuntimeException e) {
                    exchange.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            exchange.send(503, TEXT, "Too many requests at once.\n");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
