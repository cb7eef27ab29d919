package io.maskstream.streamer.live;

import io.maskstream.streamer.explain.RecordOrigin;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The most recent records that left the stream, not yet decoded. Limited in number and in bytes; the oldest are dropped
 * first. A stream thread waits here only while a few references are copied.
 */
public final class LiveBuffer implements LiveTap {

    /** A record with its number in the sequence of all records that left. */
    record Entry(long sequence, long leftMillis, LiveRecord record) {}

    /** Maximum number of records that were published with the form and whose outcome is kept. */
    private static final int MAXIMUM_FOLLOWED = 64;

    private final int maximumRecords;
    private final long maximumBytes;
    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** Outcome of those records; empty if it is not known yet. */
    private final Map<RecordOrigin, Optional<Entry>> followed = new LinkedHashMap<>();

    private long bytes;
    private long next;

    /** Keeps as much as the limits of the live view allow. */
    public LiveBuffer(LiveView.Limits limits) {
        this(limits.records(), limits.bytes(), Clock.systemUTC());
    }

    LiveBuffer(int maximumRecords, long maximumBytes, Clock clock) {
        this.maximumRecords = maximumRecords;
        this.maximumBytes = maximumBytes;
        this.clock = clock;
        // Higher than all numbers of an earlier run, which a browser may still remember, since there are fewer than
        // 1000 records per millisecond.
        this.next = 1000 * clock.millis();
    }

    @Override
    public void offer(LiveRecord record) {
        long now = clock.millis();
        synchronized (this) {
            Entry entry = new Entry(next++, now, record);
            entries.addLast(entry);
            bytes += record.bytes();
            // The newest record is kept even if it alone exceeds the limit.
            while (entries.size() > maximumRecords || (bytes > maximumBytes && entries.size() > 1)) {
                bytes -= entries.removeFirst().record().bytes();
            }
            followed.computeIfPresent(record.origin(), (origin, before) -> Optional.of(entry));
        }
    }

    /** Returns the records after a sequence number, oldest first. */
    synchronized List<Entry> after(long sequence) {
        List<Entry> found = new ArrayList<>();
        for (Iterator<Entry> newest = entries.descendingIterator(); newest.hasNext(); ) {
            Entry entry = newest.next();
            if (entry.sequence() <= sequence) {
                break;
            }
            found.add(entry);
        }
        Collections.reverse(found);
        return found;
    }

    /** Returns the sequence number of the last record that left, or the number before the first one. */
    synchronized long last() {
        return next - 1;
    }

    /** Keeps the outcome of one record, however many records pass before it is requested. */
    synchronized void follow(RecordOrigin origin) {
        Optional<Entry> passed = entries.stream()
                .filter(entry -> entry.record().origin().equals(origin))
                .reduce((first, second) -> second);
        followed.put(origin, passed);
        if (followed.size() > MAXIMUM_FOLLOWED) {
            followed.remove(followed.keySet().iterator().next());
        }
    }

    /** Returns whether the outcome of a record is being kept. */
    synchronized boolean follows(RecordOrigin origin) {
        return followed.containsKey(origin);
    }

    /** Returns the outcome of a record if it is known, because it is followed or still among the last records. */
    synchronized Optional<Entry> find(RecordOrigin origin) {
        Optional<Entry> kept = followed.getOrDefault(origin, Optional.empty());
        return kept.isPresent()
                ? kept
                : entries.stream()
                        .filter(entry -> entry.record().origin().equals(origin))
                        .reduce((first, second) -> second);
    }

    /** Returns the maximum number of records that are kept. */
    int maximumRecords() {
        return maximumRecords;
    }
}
