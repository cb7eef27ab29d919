package io.maskstream.streamer.live;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/**
 * Selects and orders kept records for a page.
 *
 * @param text text that id, input or refusal must contain, in lower case; empty for all
 * @param before only records with a lower sequence number are selected
 * @param skip number of records to skip
 */
record RecordQuery(LiveFilter filter, String text, Order order, long before, int skip) {

    /** Maximum number of records in one answer. */
    static final int LIMIT = 24;

    /** Maximum length of a search text, in UTF-16 units. */
    private static final int LONGEST_TEXT = 200;

    /** What comes first. Records without the number in question come last. */
    enum Order {
        NEWEST,
        AGREEMENT,
        CONFIDENCE,
        SMALLEST,
        LARGEST;

        /** Orders by ascending number; of equal numbers, the newest record comes first. */
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
     * A selected record.
     *
     * @param measures null for a dead letter, or if the order does not need them
     */
    record Found(LiveEvent event, Measures measures) {}

    /**
     * Parses the query of an address.
     *
     * @throws IllegalArgumentException if a value is invalid; the message lists the valid ones
     */
    static RecordQuery of(Map<String, String> query) {
        String text = query.getOrDefault("text", "").strip().toLowerCase(Locale.ROOT);
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("A search text may have at most " + LONGEST_TEXT + " characters.");
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
                "There is no such order. Use newest, agreement, confidence, smallest or largest.");
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

    /** Cheap conditions are checked first. */
    boolean matches(LiveEvent event) {
        return event.entry().sequence() < before && filter.matches(event) && (text.isEmpty() || event.contains(text));
    }
}
