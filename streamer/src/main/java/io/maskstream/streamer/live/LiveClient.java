package io.maskstream.streamer.live;

import io.maskstream.streamer.http.EventStream;
import io.maskstream.streamer.http.Exchange;
import java.time.Duration;
import java.util.function.Consumer;

/** A browser that shows the live view. */
final class LiveClient {

    /** Sequence number of a client that has seen no record yet. */
    static final long NOTHING = -1;

    private final String page;
    private final LiveFilter filter;
    private final EventStream stream;
    private final ShownRecords shown = new ShownRecords();
    private long seen;
    private boolean welcomed;

    /**
     * @param page a name that the page has chosen; may be empty
     * @param seen sequence number after which records are new to the client, or {@link #NOTHING}
     * @param capacity capacity of its queue, in messages
     * @param patience how long it may take to read a message before the connection is closed
     * @param gone called after the connection has ended
     */
    LiveClient(
            Exchange exchange,
            String page,
            LiveFilter filter,
            long seen,
            int capacity,
            Duration patience,
            Consumer<LiveClient> gone) {
        this.page = page;
        this.filter = filter;
        this.seen = seen;
        this.stream = exchange.events(capacity, patience, () -> gone.accept(this));
    }

    void start() {
        stream.start();
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

    ShownRecords shown() {
        return shown;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    void welcomed() {
        welcomed = true;
    }

    boolean isClosed() {
        return stream.isClosed();
    }

    boolean hasRoom() {
        return stream.hasRoom();
    }

    /** Sends an event, unless the queue is full. */
    boolean offer(String message) {
        return stream.offer(message);
    }

    void end() {
        stream.end();
    }
}
