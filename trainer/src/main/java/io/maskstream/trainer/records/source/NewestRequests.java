package io.maskstream.trainer.records.source;

import io.maskstream.schemas.files.UnusableRecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds where in each partition the newest requests of a topic begin. A partition's end is looked at first, then ever more of
 * what is before it, until no older record can be among the newest. Only places and times are held.
 */
final class NewestRequests {

    /** How much more of a partition is looked at when what has been seen of it was too little. */
    private static final int GROWTH = 4;

    /**
     * Where a request stands.
     *
     * @param time its timestamp, or the latest one before it in its partition, so that times follow offsets
     */
    private record Place(long time, int partition, long offset) {}

    private static final Comparator<Place> OLDEST_FIRST = Comparator.comparingLong(Place::time)
            .thenComparing(Place::partition)
            .thenComparing(Place::offset);

    private final TopicReader topic;
    private final RequestFilter filter;
    private final int wanted;

    /** What was seen of each partition: the first offset, and the time of the first record, if there is one. */
    private final SortedMap<Integer, Long> starts = new TreeMap<>();

    private final Map<Integer, Long> earliest = new HashMap<>();
    private final Map<Integer, List<Place>> places = new HashMap<>();

    /**
     * Looks for some requests.
     *
     * @param wanted how many, over all partitions
     */
    NewestRequests(TopicReader topic, RequestFilter filter, int wanted) {
        this.topic = topic;
        this.filter = filter;
        this.wanted = wanted;
    }

    /** The ranges that hold just the newest requests, or all requests if there are fewer than wanted. */
    OffsetRanges find() throws IOException {
        SortedMap<Integer, OffsetRanges.Range> all = topic.all().byPartition();
        List<Integer> incomplete = new ArrayList<>(all.keySet());
        long looked = wanted;
        PriorityQueue<Place> newest = new PriorityQueue<>(OLDEST_FIRST);
        while (!incomplete.isEmpty()) {
            for (int partition : incomplete) {
                OffsetRanges.Range range = all.get(partition);
                look(partition, new OffsetRanges.Range(Math.max(range.start(), range.end() - looked), range.end()));
            }
            newest = newest();
            incomplete = incomplete(all, newest);
            looked *= GROWTH;
        }
        return ranges(all, newest);
    }

    private void look(int partition, OffsetRanges.Range range) throws IOException {
        starts.put(partition, range.start());
        earliest.remove(partition);
        PriorityQueue<Place> found = new PriorityQueue<>(OLDEST_FIRST);
        SortedMap<Integer, OffsetRanges.Range> one = new TreeMap<>(Map.of(partition, range));
        long[] latest = {Long.MIN_VALUE};
        topic.read(new OffsetRanges(one), one.keySet(), polled -> {
            latest[0] = Math.max(latest[0], polled.timestamp());
            earliest.putIfAbsent(partition, latest[0]);
            if (isWanted(polled)) {
                found.add(new Place(latest[0], partition, polled.offset()));
                if (found.size() > wanted) {
                    found.remove();
                }
            }
        });
        places.put(partition, new ArrayList<>(found));
    }

    private boolean isWanted(ConsumerRecord<byte[], byte[]> polled) {
        try {
            return filter.input(polled.value()) != null;
        } catch (UnusableRecordException e) {
            return false; // It is named when the range is read.
        }
    }

    private PriorityQueue<Place> newest() {
        PriorityQueue<Place> newest = new PriorityQueue<>(OLDEST_FIRST);
        for (List<Place> found : places.values()) {
            for (Place place : found) {
                newest.add(place);
                if (newest.size() > wanted) {
                    newest.remove();
                }
            }
        }
        return newest;
    }

    /** Partitions of which something that was not looked at may be newer than the oldest that was found. */
    private List<Integer> incomplete(SortedMap<Integer, OffsetRanges.Range> all, PriorityQueue<Place> newest) {
        List<Integer> incomplete = new ArrayList<>();
        starts.forEach((partition, start) -> {
            boolean whole = start <= all.get(partition).start();
            Long first = earliest.get(partition);
            boolean enough = newest.size() == wanted && first != null && first <= newest.peek().time;
            if (!whole && !enough) {
                incomplete.add(partition);
            }
        });
        return incomplete;
    }

    private static OffsetRanges ranges(SortedMap<Integer, OffsetRanges.Range> all, PriorityQueue<Place> newest) {
        SortedMap<Integer, OffsetRanges.Range> ranges = new TreeMap<>();
        all.forEach((partition, range) -> ranges.put(partition, new OffsetRanges.Range(range.end(), range.end())));
        for (Place place : newest) {
            OffsetRanges.Range range = ranges.get(place.partition);
            ranges.put(place.partition, new OffsetRanges.Range(Math.min(range.start(), place.offset), range.end()));
        }
        return new OffsetRanges(ranges);
    }
}
