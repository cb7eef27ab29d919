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
 * Finds the offset in each partition at which the newest requests of a topic begin. It reads the end of each partition
 * first, then ever larger ranges before it, until no older record can be among the newest. It holds only offsets and
 * timestamps.
 */
final class NewestRequests {

    /** Growth factor of the range of a partition that is read when the previous range was too small. */
    private static final int GROWTH = 4;

    /**
     * Position of a request.
     *
     * @param time the latest timestamp in the partition up to this request, so that times increase with offsets
     */
    private record Place(long time, int partition, long offset) {}

    private static final Comparator<Place> OLDEST_FIRST = Comparator.comparingLong(Place::time)
            .thenComparing(Place::partition)
            .thenComparing(Place::offset);

    private final TopicReader topic;
    private final RequestFilter filter;
    private final int wanted;

    /** First offset that was read of each partition. */
    private final SortedMap<Integer, Long> starts = new TreeMap<>();

    private final Map<Integer, Long> earliest = new HashMap<>();
    private final Map<Integer, List<Place>> places = new HashMap<>();

    /**
     * Prepares a search.
     *
     * @param wanted number of requests over all partitions
     */
    NewestRequests(TopicReader topic, RequestFilter filter, int wanted) {
        this.topic = topic;
        this.filter = filter;
        this.wanted = wanted;
    }

    /** Returns the ranges of the newest requests, or of all requests if there are fewer than wanted. */
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
            return false; // Reported when the range is read.
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

    /** Returns the partitions whose unread records may be newer than the oldest request found. */
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
