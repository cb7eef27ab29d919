package io.maskstream.streamer.live;

import io.maskstream.schemas.input.InputKind;
import java.util.Map;

/**
 * Selects the records that a page wants to see.
 *
 * @param kind kind of input; null for all
 * @param explainer name of the explainer; null for all
 * @param outcome outcome; null for all
 */
record LiveFilter(InputKind kind, String explainer, Outcome outcome) {

    /** Outcome of a record. */
    enum Outcome {
        EXPLAINED("explained"),
        DEAD_LETTER("dead_letter");

        private final String code;

        Outcome(String code) {
            this.code = code;
        }

        /** Returns the code in metrics and in the page's address. */
        String code() {
            return code;
        }
    }

    /**
     * Parses a query.
     *
     * @throws IllegalArgumentException if it asks for a kind or an outcome that does not exist
     */
    static LiveFilter of(Map<String, String> query) {
        return new LiveFilter(
                kind(query.getOrDefault("kind", "")),
                query.getOrDefault("explainer", "").isEmpty() ? null : query.get("explainer"),
                outcome(query.getOrDefault("outcome", "")));
    }

    private static InputKind kind(String name) {
        if (name.isEmpty()) {
            return null;
        }
        for (InputKind kind : InputKind.values()) {
            if (kind.toString().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("There is no such kind. Use image, review or molecule.");
    }

    private static Outcome outcome(String code) {
        if (code.isEmpty()) {
            return null;
        }
        for (Outcome outcome : Outcome.values()) {
            if (outcome.code.equals(code)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("There is no such outcome. Use explained or dead_letter.");
    }

    /** Cheap conditions are checked first; the kind requires reading the request. */
    boolean matches(LiveEvent event) {
        return (outcome == null || outcome == event.outcome())
                && (explainer == null || explainer.equals(event.explainer()))
                && (kind == null || kind == event.kind());
    }
}
