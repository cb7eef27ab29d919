package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.record.Quotes;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the trainer's gate found against an explainer that serves nevertheless.
 *
 * @param fails conditions that it does not meet
 * @param despite those conditions that were overridden when it was announced
 */
public record Reservations(List<Judgement.Failure> fails, List<String> despite) {

    public static final Reservations NONE = new Reservations(List.of(), List.of());

    /** Maximum length of a reason, in code points. */
    private static final int LONGEST_REASON = 300;

    /** Maximum number of conditions that are spelt out. */
    private static final int MOST_SHOWN = 10;

    public Reservations {
        fails = List.copyOf(fails);
        despite = List.copyOf(despite);
    }

    /** Returns the reservations about a version that serves. */
    static Reservations of(Manifest manifest, List<String> despite) {
        return new Reservations(manifest.judgement().map(Judgement::fails).orElse(List.of()), despite);
    }

    public boolean isEmpty() {
        return fails.isEmpty();
    }

    /** Returns whether a condition that it fails was overridden. */
    public boolean overridden(Judgement.Failure failure) {
        return despite.contains(failure.condition());
    }

    /** Returns each condition with its reason, on one line; empty if there are none. */
    public String sentence() {
        String shown = fails.stream().limit(MOST_SHOWN).map(this::shown).collect(Collectors.joining("; "));
        int more = fails.size() - MOST_SHOWN;
        return more > 0 ? shown + "; and " + more + " more" : shown;
    }

    private String shown(Judgement.Failure failure) {
        return "fails " + failure.condition() + (overridden(failure) ? ", which was overridden" : "") + " ("
                + Quotes.shown(failure.reason(), LONGEST_REASON) + ")";
    }
}
