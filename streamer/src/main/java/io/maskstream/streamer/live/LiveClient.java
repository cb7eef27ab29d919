package io.maskstream.streamer.live;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A browser that looks: server-sent events on a thread and from a bounded queue of its own, so that one that reads slowly,
 * or not at all, holds up nobody else.
 */
final class LiveClient {

    /** Has seen no record yet. */
    static final long NOTHING = -1;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] STILL_THERE = ": still there\n\n".getBytes(StandardCharsets.UTF_8);

    private final HttpExchange exchange;
    private final String page;
    private final LiveFilter filter;
    private final BlockingQueue<byte[]> queue;
    private final Thread thread;
    private volatile long writingSinceNanos;
    private volatile boolean writing;
    private long seen;
    private boolean welcomed;

    /**
     * @param page a name that it made up; may be empty
     * @param seen the sequence number behind which records are new to it, or {@link #NOTHING}
     * @param capacity of its queue, in messages
     * @param gone is told when the connection has ended
     */
    LiveClient(
            HttpExchange exchange, String page, LiveFilter filter, long seen, int capacity, Consumer<LiveClient> gone) {
        this.exchange = exchange;
        this.page = page;
        this.filter = filter;
        this.seen = seen;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = new Thread(() -> run(gone), "maskstream-live-client");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    String page() {
        return page;
    }

    LiveFilter filter() {
        return filter;
    }

    long seen() {
        return seen;
    }

    void seen(long sequence) {
        seen = sequence;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    void welcomed() {
        welcomed = true;
    }

    boolean hasRoom() {
        return queue.remainingCapacity() > 0;
    }

    /** Hands it an event unless its queue is full. */
    boolean offer(String message) {
        return queue.offer(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends it if it has not taken a message for so long. */
    void endIfStuck(Duration patience, long nowNanos) {
        if (writing && nowNanos - writingSinceNanos > patience.toNanos()) {
            end();
        }
    }

    /** An interrupt closes the connection, even in the middle of a write. */
    void end() {
        thread.interrupt();
    }

    private void run(Consumer<LiveClient> gone) {
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
                byte[] message = queue.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                write(out, message == null ? STILL_THERE : message);
            }
        } catch (IOException e) {
            // The browser is gone, which is how every one of these ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone.accept(this);
        }
    }

    private void write(OutputStream out, byte[] message) throws IOException {
        writingSinceNanos = System.nanoTime();
        writing = true;
        out.write(message);
        out.flush();
        writing = false;
    }
}
