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
 * Limits the number of connections, and how long each may wait for its client: for a request, for the body of a
 * request, and for the client to take the answer. If there are too many, the one that has waited longest is closed. A
 * client that proceeds without delay therefore gets its answer, however many others do not; refusing new connections
 * would lock out both. Safe for use by several threads.
 */
final class Connections implements Connection.Listener {

    /**
     * Limit of a phase.
     *
     * @param connections maximum number of connections in this phase
     * @param time maximum time in this phase, however active the connection is
     */
    record Limit(int connections, Duration time) {}

    /**
     * Limits of all phases.
     *
     * @param request from connecting, or from the previous answer, to the end of a request's headers
     * @param body from the end of the headers to the end of the body
     * @param answer from the end of the body to the end of the answer
     */
    record Limits(Limit request, Limit body, Limit answer) {

        /**
         * Twelve seconds lie between the usual scrape intervals of Prometheus, so that a connection is not closed just
         * when it is reused. An answer may wait 10 s for Kafka or for the live view's thread, after waiting for its
         * turn.
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

    /** The connections in one phase with the time at which they entered it, in that order. */
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

    /** The connection waits for its next request. */
    void requests(Connection connection) {
        move(connection, requesting);
    }

    /** The headers of a request have arrived; its body is awaited. */
    void sends(Connection connection) {
        move(connection, sending);
    }

    /** The request has arrived as far as it is needed. */
    void answers(Connection connection) {
        move(connection, answered);
    }

    /** The client listens to events for as long as it likes. */
    void listens(Connection connection, EventStream stream) {
        move(connection, null);
        streams.add(stream);
    }

    /** The client no longer listens. */
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
            // A closed connection would otherwise stay until its time is up.
            if (to != null && connection.getEndPoint().isOpen()) {
                to.since.put(connection, System.nanoTime());
                if (to.since.size() > to.limit.connections()) {
                    eldest = to.since.keySet().iterator().next();
                    to.since.remove(eldest);
                }
            }
        }
        if (eldest != null) {
            close(eldest, "others are served instead");
        }
    }

    /** Closes connections that have waited too long; must be called from time to time. */
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

    /** Returns the number of connections, except for streams of events. */
    synchronized int size() {
        return requesting.since.size() + sending.since.size() + answered.since.size();
    }
}
