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
 * The last records that left the stream, as they are: nothing is decoded before somebody looks. Bounded in records and in
 * bytes, the oldest leave first. A stream's thread never waits here for longer than it takes to copy some references.
 */
public final class LiveBuffer implements LiveTap {

    /** A record in its place among all that left. */
    record Entry(long sequence, long leftMillis, LiveRecord record) {}

    /** Records that somebody published by the form and waits for; the last of so many are remembered. */
    private static final int MAXIMUM_FOLLOWED = 64;

    private final int maximumRecords;
    private final long maximumBytes;
    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** What became of them, empty where that is not known yet. */
    private final Map<RecordOrigin, Optional<Entry>> followed = new LinkedHashMap<>();

    private long bytes;
    private long next;

    /** Keeps as much as a live view may. */
    public LiveBuffer(LiveView.Limits limits) {
        this(limits.records(), limits.bytes(), Clock.systemUTC());
    }

    LiveBuffer(int maximumRecords, long maximumBytes, Clock clock) {
        this.maximumRecords = maximumRecords;
        this.maximumBytes = maximumBytes;
        this.clock = clock;
        // Above all numbers of an earlier run, which a browser may still hold: fewer than 1000 records a millisecond
        // pass.
        this.next = 1000 * clock.millis();
    }

    @Override
    public void offer(LiveRecord record) {
        long now = clock.millis();
        synchronized (this) {
            Entry entry = new Entry(next++, now, record);
            entries.addLast(entry);
            bytes += record.bytes();
            // The newest stays even where it is larger than all that may be kept.
            while (entries.size() > maximumRecords || (bytes > maximumBytes && entries.size() > 1)) {
                bytes -= entries.removeFirst().record().bytes();
            }
            followed.computeIfPresent(record.origin(), (origin, before) -> Optional.of(entry));
        }
    }

    /** Those behind a sequence number, oldest first. */
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

    /** The number of the last record that left, or one below that of the first to come. */
    synchronized long last() {
        return next - 1;
    }

    /** Keeps the outcome of one record, however many pass before somebody asks for it. */
    synchronized void follow(RecordOrigin origin) {
        Optional<Entry> passed = entries.stream()
                .filter(entry -> entry.record().origin().equals(origin))
                .reduce((first, second) -> second);
        followed.put(origin, passed);
        if (followed.size() > MAXIMUM_FOLLOWED) {
            followed.remove(followed.keySet().iterator().next());
        }
    }

    /** Whether the outcome of a record is kept as soon as there is one. */
    synchronized boolean follows(RecordOrigin origin) {
        return followed.containsKey(origin);
    }

    /** What became of a record, if that is known: one that is followed, or still among the last ones. */
    synchronized Optional<Entry> find(RecordOrigin origin) {
        Optional<Entry> kept = followed.getOrDefault(origin, Optional.empty());
        return kept.isPresent()
                ? kept
                : entries.stream()
                        .filter(entry -> entry.record().origin().equals(origin))
                        .reduce((first, second) -> second);
    }

    /** How much is kept at most, in records. */
    int maximumRecords() {
        return maximumRecords;
    }
}
