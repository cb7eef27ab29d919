package io.maskstream.streamer.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the records that a page shows if there are too many: the newest of each explainer and of the dead letters in
 * turn, so that none of them crowds out the others.
 */
final class MixedChoice {

    /** Not a valid name of an explainer. */
    private static final String DEAD_LETTERS = "";

    private MixedChoice() {}

    /**
     * Chooses records for a page that opens.
     *
     * @param events records, oldest first
     * @return at most {@code maximum} records, the first on the page last; from the end on, explainers take turns
     */
    static List<LiveEvent> first(List<LiveEvent> events, int maximum) {
        // The explainer of a record is known without reading the request, but its kind is not.
        Map<String, Deque<LiveEvent>> newestFirst = new LinkedHashMap<>();
        for (int i = events.size() - 1; i >= 0; i--) {
            LiveEvent event = events.get(i);
            String group = event.record().isExplained() ? event.explainer() : DEAD_LETTERS;
            newestFirst.computeIfAbsent(group, unused -> new ArrayDeque<>()).addLast(event);
        }
        Deque<LiveEvent> chosen = new ArrayDeque<>();
        while (chosen.size() < maximum && !newestFirst.isEmpty()) {
            for (Deque<LiveEvent> group : newestFirst.values()) {
                if (chosen.size() < maximum) {
                    chosen.addFirst(group.removeFirst());
                }
            }
            newestFirst.values().removeIf(Deque::isEmpty);
        }
        return new ArrayList<>(chosen);
    }

    /** Chooses at most {@code maximum} records for a page that is open, oldest first. */
    static List<LiveEvent> next(List<LiveEvent> events, int maximum) {
        if (events.size() <= maximum) {
            return events;
        }
        List<LiveEvent> chosen = first(events, maximum);
        chosen.sort(Comparator.comparingLong(event -> event.entry().sequence()));
        return chosen;
    }
}
