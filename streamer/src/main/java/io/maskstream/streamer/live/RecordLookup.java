package io.maskstream.streamer.live;

import io.maskstream.schemas.record.RequestReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Finds kept records, on the thread that writes them for all pages. */
final class RecordLookup {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LiveBuffer buffer;
    private final RequestReader requests;
    private final EventJson events;
    private final DrawnRecords drawn;
    private final RecentAggregates aggregates;
    private final ExecutorService thread;

    /**
     * @param drawn only used on the thread, like the aggregates
     * @param thread thread of the feed
     */
    RecordLookup(
            LiveBuffer buffer,
            RequestReader requests,
            EventJson events,
            DrawnRecords drawn,
            RecentAggregates aggregates,
            ExecutorService thread) {
        this.buffer = buffer;
        this.requests = requests;
        this.events = events;
        this.drawn = drawn;
        this.aggregates = aggregates;
        this.thread = thread;
    }

    /**
     * Returns a record as JSON.
     *
     * @param search finds the record in the buffer
     * @throws TimeoutException if the thread is busy for ten seconds
     */
    Optional<String> find(Function<LiveBuffer, Optional<LiveBuffer.Entry>> search)
            throws TimeoutException, InterruptedException {
        return onThread(() -> search.apply(buffer).map(entry -> drawn.json(event(entry))));
    }

    /**
     * Returns the last record with an id, if it is still kept.
     *
     * @throws TimeoutException if the thread is busy for ten seconds
     */
    Optional<String> findById(String id) throws TimeoutException, InterruptedException {
        return find(kept -> kept.after(LiveClient.NOTHING).stream()
                .filter(entry -> id.equals(event(entry).id()))
                .reduce((first, second) -> second));
    }

    /**
     * Returns the records that a query asks for, as JSON.
     *
     * @throws TimeoutException if the thread is busy for ten seconds
     */
    String search(RecordQuery query) throws TimeoutException, InterruptedException {
        return onThread(() -> new RecordSearch(events, drawn::json).search(kept(), query));
    }

    /**
     * Returns a summary of the kept explanations, as JSON; cached for some seconds.
     *
     * @throws TimeoutException if the thread is busy for ten seconds
     */
    String aggregates() throws TimeoutException, InterruptedException {
        return onThread(() -> aggregates.of(this::kept));
    }

    private List<LiveEvent> kept() {
        return buffer.after(LiveClient.NOTHING).stream().map(this::event).toList();
    }

    private LiveEvent event(LiveBuffer.Entry entry) {
        return new LiveEvent(entry, requests);
    }

    private <T> T onThread(Callable<T> task) throws TimeoutException, InterruptedException {
        try {
            return thread.submit(task).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record cannot be shown", e.getCause());
        }
    }
}
