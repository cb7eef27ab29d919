package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.maskstream.streamer.live.RecordQuery.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Searches the kept records, the newest first, for no longer than people wait. */
final class RecordSearch {

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final EventJson events;
    private final Function<LiveEvent, String> json;

    /** @param json returns one record as JSON */
    RecordSearch(EventJson events, Function<LiveEvent, String> json) {
        this.events = events;
        this.json = json;
    }

    /**
     * Searches the records for a query.
     *
     * @param kept kept records, oldest first
     * @return JSON with {@code records}, {@code more} if others follow, {@code found} of {@code examined}, and
     *     {@code kept}
     */
    String search(List<LiveEvent> kept, RecordQuery query) {
        List<LiveEvent> newestFirst = new ArrayList<>(kept);
        Collections.reverse(newestFirst);
        long end = System.nanoTime() + LIMIT.toNanos();
        List<Found> found = new ArrayList<>();
        int examined = 0;
        for (LiveEvent event : newestFirst) {
            if (System.nanoTime() - end > 0) {
                break;
            }
            examined++;
            if (query.matches(event)) {
                found.add(new Found(event, query.order() == RecordQuery.Order.NEWEST ? null : events.measures(event)));
            }
        }
        found.sort(query.order().comparator());
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode records = answer.putArray("records");
        found.stream()
                .skip(query.skip())
                .limit(RecordQuery.LIMIT)
                .forEach(one -> records.addRawValue(new RawValue(json.apply(one.event()))));
        answer.put("more", found.size() > (long) query.skip() + RecordQuery.LIMIT)
                .put("found", found.size())
                .put("examined", examined)
                .put("kept", kept.size());
        return answer.toString();
    }
}
