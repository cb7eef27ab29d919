package io.maskstream.streamer.live;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/**
 * Which of the records that are kept a page wants, and in which order.
 *
 * @param text that id, input or refusal contain, in lower case; empty for all
 * @param before only records with a lower sequence number
 * @param skip so many of the first
 */
record RecordQuery(LiveFilter filter, String text, Order order, long before, int skip) {

    /** At most so many are given at once. */
    static final int LIMIT = 24;

    /** Of a text to search for, in UTF-16 units. */
    private static final int LONGEST_TEXT = 200;

    /** What comes first. Records for which there is no such number come last. */
    enum Order {
        NEWEST,
        AGREEMENT,
        CONFIDENCE,
        SMALLEST,
        LARGEST;

        /** Lowest number first, and of the same number the newest. */
        Comparator<Found> comparator() {
            return Comparator.comparing(this::number, Comparator.nullsLast(Comparator.<Double>naturalOrder()))
                    .thenComparing(found -> -found.event().entry().sequence());
        }

        private Double number(Found found) {
            if (found.measures() == null) {
                return null;
            }
            return switch (this) {
                case NEWEST -> null;
                case AGREEMENT -> found.measures().agreement();
                case CONFIDENCE -> found.measures().confidence();
                case SMALLEST -> Double.valueOf(found.measures().area());
                case LARGEST -> Double.valueOf(-found.measures().area());
            };
        }
    }

    /**
     * A record that the query asks for.
     *
     * @param measures null of a dead letter, or if nobody needs them
     */
    record Found(LiveEvent event, Measures measures) {}

    /**
     * From the query of an address.
     *
     * @throws IllegalArgumentException if it asks for what does not exist; says what does
     */
    static RecordQuery of(Map<String, String> query) {
        String text = query.getOrDefault("text", "").strip().toLowerCase(Locale.ROOT);
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("A text to search for has at most " + LONGEST_TEXT + " characters.");
        }
        return new RecordQuery(
                LiveFilter.of(query),
                text,
                order(query.getOrDefault("sort", "")),
                number(query, "before", Long.MAX_VALUE),
                (int) Math.min(Integer.MAX_VALUE, number(query, "skip", 0)));
    }

    private static Order order(String name) {
        if (name.isEmpty()) {
            return Order.NEWEST;
        }
        for (Order order : Order.values()) {
            if (order.name().toLowerCase(Locale.ROOT).equals(name)) {
                return order;
            }
        }
        throw new IllegalArgumentException(
                "There is no such order; there are newest, agreement, confidence, smallest and largest.");
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.getOrDefault(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + name + "' must be a number.", e);
        }
    }

    /** What is cheap to tell comes first. */
    boolean matches(LiveEvent event) {
        return event.entry().sequence() < before && filter.matches(event) && (text.isEmpty() || event.contains(text));
    }
}
