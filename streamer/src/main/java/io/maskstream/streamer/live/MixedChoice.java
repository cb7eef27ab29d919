package io.maskstream.streamer.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which records a page shows where there are more than it can: the newest of each explainer and of the dead letters in turn, so
 * that none of them crowds out the others.
 */
final class MixedChoice {

    /** No explainer has this name. */
    private static final String DEAD_LETTERS = "";

    private MixedChoice() {}

    /**
     * For a page that opens.
     *
     * @param events oldest first
     * @return at most so many of them, from the last to the first of the page: the end goes through the explainers in turn
     */
    static List<LiveEvent> first(List<LiveEvent> events, int maximum) {
        // What an explainer has answered is known without reading the request, as its kind is not.
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

    /** For a page that is open: at most so many of some events, oldest first. */
    static List<LiveEvent> next(List<LiveEvent> events, int maximum) {
        if (events.size() <= maximum) {
            return events;
        }
        List<LiveEvent> chosen = first(events, maximum);
        chosen.sort(Comparator.comparingLong(event -> event.entry().sequence()));
        return chosen;
    }
}
