package io.maskstream.streamer.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Sends server-sent events to one client from a bounded queue, so that a client that reads slowly or not at all delays
 * no other. No thread waits for it. Safe for use by several threads.
 */
public final class EventStream {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final String STILL_THERE = ": still there\n\n";

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final BlockingQueue<byte[]> queue;
    private final Duration patience;
    private final Connections connections;
    private final Runnable gone;
    private final Writer writer = new Writer();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean writing;
    private volatile long sinceNanos = System.nanoTime();

    EventStream(
            Request request,
            Response response,
            Callback callback,
            Connections connections,
            int capacity,
            Duration patience,
            Runnable gone) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.patience = patience;
        this.connections = connections;
        this.gone = gone;
    }

    /** Sends the headers. */
    public void start() {
        connections.listens(connection(), this);
        request.addFailureListener(failure -> end());
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        writer.iterate();
    }

    /** Returns whether there is room for another event. */
    public boolean hasRoom() {
        return queue.remainingCapacity() > 0;
    }

    /**
     * Sends an event, which must end with an empty line, unless too many are waiting already. Returns whether it was
     * accepted.
     */
    public boolean offer(String event) {
        boolean taken = queue.offer(event.getBytes(StandardCharsets.UTF_8));
        writer.iterate();
        return taken;
    }

    /**
     * Returns whether the client has closed the connection. Without this question, that would only be noticed when
     * sending one of the next events fails.
     */
    public boolean isClosed() {
        try {
            // A client that listens sends nothing, so that whatever is read here ends the stream.
            return ended.get() || connection().getEndPoint().fill(BufferUtil.allocate(1)) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Ends the stream if the client has not taken an event for too long; sends a heartbeat if it has received nothing
     * for a while.
     */
    void watch(long nowNanos) {
        long waited = nowNanos - sinceNanos;
        if (writing && waited > patience.toNanos()) {
            end();
        } else if (!writing && waited > HEARTBEAT.toNanos()) {
            offer(STILL_THERE);
        }
    }

    /** Closes the connection, even in the middle of an event. */
    public void end() {
        if (ended.compareAndSet(false, true)) {
            EofException closed = new EofException("the stream of events has ended");
            connections.left(connection(), this);
            gone.run();
            connection().getEndPoint().close(closed);
            writer.abort(closed);
            callback.failed(closed);
        }
    }

    private Connection connection() {
        return request.getConnectionMetaData().getConnection();
    }

    /** Writes one item after the other: the headers, then events. */
    private final class Writer extends IteratingCallback {

        private boolean started;

        @Override
        protected Action process() {
            byte[] event = started ? queue.poll() : new byte[0];
            if (event == null) {
                return Action.IDLE;
            }
            started = true;
            sinceNanos = System.nanoTime();
            writing = true;
            response.write(false, ByteBuffer.wrap(event), this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onSuccess() {
            writing = false;
        }

        @Override
        protected void onFailure(Throwable failure) {
            end();
        }
    }
}
