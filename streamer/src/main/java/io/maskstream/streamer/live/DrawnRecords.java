package io.maskstream.streamer.live;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes records as JSON and caches the most recent ones, because several pages may need them. For one thread. */
final class DrawnRecords {

    private static final int CACHED = 64;

    private static final long NOT_COMPARED = -1;

    private final EventJson events;
    private final ComparedBuffer compared;

    /** A record as JSON, with the number of its comparison. */
    private record Drawn(String json, long comparison) {}

    /** By sequence number. */
    private final Map<Long, Drawn> drawn = new LinkedHashMap<>(CACHED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Drawn> eldest) {
            return size() > CACHED;
        }
    };

    DrawnRecords(EventJson events, ComparedBuffer compared) {
        this.events = events;
        this.compared = compared;
    }

    /** Returns a record as JSON, with its comparison if there is one. */
    String json(LiveEvent event) {
        ComparedBuffer.Entry comparison = compared.find(event.record()).orElse(null);
        Drawn before = drawn.get(event.entry().sequence());
        long number = comparison == null ? NOT_COMPARED : comparison.number();
        if (before != null && (comparison == null || number == before.comparison())) {
            return before.json();
        }
        String json = events.write(event, comparison);
        drawn.put(event.entry().sequence(), new Drawn(json, number));
        return json;
    }
}
