package io.maskstream.streamer.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;

/**
 * Bounds how many connections there are, and for how long one may wait for its client: for a request, for the body of one,
 * and for the answer to be taken. Where there are too many, the one that has waited longest is closed, so that a client that
 * goes on at once gets its answer however many others do not; to accept no more would keep out both. Safe for use by several
 * threads.
 */
final class Connections implements Connection.Listener {

    /**
     * Of a phase.
     *
     * @param connections that may be in it at once
     * @param time that one may be in it, however busy it looks
     */
    record Limit(int connections, Duration time) {}

    /**
     * Of all phases.
     *
     * @param request from connecting, or from the last answer, to the end of a request's headers
     * @param body from there to the end of the body
     * @param answer from there to the end of the answer
     */
    record Limits(Limit request, Limit body, Limit answer) {

        /**
         * Twelve seconds lie between the usual intervals of Prometheus, lest a connection is closed just when it is used
         * again. An answer may wait 10 s for Kafka or for the live view's thread, and before that for its turn.
         */
        static final Limits DEFAULT = new Limits(
                new Limit(256, Duration.ofSeconds(12)),
                new Limit(8, Duration.ofSeconds(15)),
                new Limit(64, Duration.ofSeconds(30)));
    }

    private final Phase requesting;
    private final Phase sending;
    private final Phase answered;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    /** The connections in one phase, in the order in which they came to it, with the times of that. */
    private static final class Phase {

        private final Limit limit;
        private final Map<Connection, Long> since = new LinkedHashMap<>();

        Phase(Limit limit) {
            this.limit = limit;
        }
    }

    Connections(Limits limits) {
        requesting = new Phase(limits.request());
        sending = new Phase(limits.body());
        answered = new Phase(limits.answer());
    }

    @Override
    public void onOpened(Connection connection) {
        requests(connection);
    }

    @Override
    public void onClosed(Connection connection) {
        move(connection, null);
    }

    /** The next request is awaited. */
    void requests(Connection connection) {
        move(connection, requesting);
    }

    /** The headers of a request are there; its body is awaited. */
    void sends(Connection connection) {
        move(connection, sending);
    }

    /** All of a request that is wanted is there. */
    void answers(Connection connection) {
        move(connection, answered);
    }

    /** The client listens for as long as it likes. */
    void listens(Connection connection, EventStream stream) {
        move(connection, null);
        streams.add(stream);
    }

    /** It listens no more. */
    void left(Connection connection, EventStream stream) {
        streams.remove(stream);
        move(connection, null);
    }

    private void move(Connection connection, Phase to) {
        Connection eldest = null;
        synchronized (this) {
            requesting.since.remove(connection);
            sending.since.remove(connection);
            answered.since.remove(connection);
            // What is closed would otherwise stay until its time is over.
            if (to != null && connection.getEndPoint().isOpen()) {
                to.since.put(connection, System.nanoTime());
                if (to.since.size() > to.limit.connections()) {
                    eldest = to.since.keySet().iterator().next();
                    to.since.remove(eldest);
                }
            }
        }
        if (eldest != null) {
            close(eldest, "others are served in its place");
        }
    }

    /** Closes what has waited for too long; to be called now and then. */
    void watch() {
        long now = System.nanoTime();
        List<Connection> late = new ArrayList<>();
        synchronized (this) {
            for (Phase phase : List.of(requesting, sending, answered)) {
                Iterator<Map.Entry<Connection, Long>> eldest =
                        phase.since.entrySet().iterator();
                while (eldest.hasNext()) {
                    Map.Entry<Connection, Long> entry = eldest.next();
                    if (now - entry.getValue() < phase.limit.time().toNanos()) {
                        break;
                    }
                    late.add(entry.getKey());
                    eldest.remove();
                }
            }
        }
        late.forEach(connection -> close(connection, "it took too long"));
        streams.forEach(stream -> stream.watch(now));
    }

    private static void close(Connection connection, String reason) {
        connection.getEndPoint().close(new EofException("The connection is closed: " + reason + "."));
    }

    /** How many there are, streams of events aside. */
    synchronized int size() {
        return requesting.since.size() + sending.since.size() + answered.since.size();
    }
}
