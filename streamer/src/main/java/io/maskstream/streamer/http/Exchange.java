package io.maskstream.streamer.http;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request and its answer. No thread ever waits for data that the client has not sent or taken yet. */
public final class Exchange {

    /**
     * Number of bytes beyond the limit that are read and discarded from a body that is too large, because most clients
     * read an answer only after they have sent everything.
     */
    private static final int EXCESS_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Connections connections;

    Exchange(Request request, Response response, Callback callback, Connections connections) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.connections = connections;
    }

    public String method() {
        return request.getMethod();
    }

    /** Returns the path as it was sent, without decoding. */
    public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    /**
     * Returns the parameters of the query, decoded; if one occurs twice, its last value.
     *
     * @throws IllegalArgumentException if they are not encoded correctly
     */
    public Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        String raw = request.getHttpURI().getQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return query;
    }

    /** Returns a header of the request; null if it is missing. */
    public String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Sets a header of the answer. */
    public void setHeader(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Answers with a text. */
    public void send(int status, String type, String body) {
        send(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the answer; the server omits its body if the request is a HEAD. */
    public void send(int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Answers that something failed here; details are only written to the log. */
    public void fail(RuntimeException cause) {
        LOG.warn("A request cannot be answered", cause);
        if (response.isCommitted()) {
            callback.failed(cause);
        } else {
            send(500, "text/plain; charset=utf-8", "500 Server Error\n");
        }
    }

    /**
     * Reads the body as it arrives.
     *
     * @param limit maximum length in bytes
     * @param then receives the complete body, or empty if it is longer; not called if the client is gone or takes too
     *     long
     */
    public void read(int limit, Consumer<Optional<byte[]>> then) {
        connections.sends(request.getConnectionMetaData().getConnection());
        new Body(limit, then).read();
    }

    private final class Body {

        private final int limit;
        private final Consumer<Optional<byte[]>> then;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private long length;

        Body(int limit, Consumer<Optional<byte[]>> then) {
            this.limit = limit;
            this.then = then;
        }

        void read() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this::read);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    callback.failed(chunk.getFailure());
                    return;
                }
                take(chunk.getByteBuffer());
                boolean ends = chunk.isLast() || length > (long) limit + EXCESS_BYTES;
                chunk.release();
                if (ends) {
                    end();
                    return;
                }
            }
        }

        private void end() {
            connections.answers(request.getConnectionMetaData().getConnection());
            try {
                then.accept(length > limit ? Optional.empty() : Optional.of(taken.toByteArray()));
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void take(ByteBuffer bytes) {
            length += bytes.remaining();
            if (length > limit) {
                taken.reset();
            } else {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                taken.writeBytes(copy);
            }
        }
    }

    /**
     * Prepares to answer with events, for as long as the client stays.
     *
     * @param capacity maximum number of events that wait for the client
     * @param patience how long the client may take for one of them before the stream is ended
     * @param gone called once after the connection has ended
     */
    public EventStream events(int capacity, Duration patience, Runnable gone) {
        return new EventStream(request, response, callback, connections, capacity, patience, gone);
    }
}
