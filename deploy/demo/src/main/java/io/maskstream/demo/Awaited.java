package io.maskstream.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Published requests, and which of them have been answered. */
final class Awaited {

    private static final Duration POLL = Duration.ofMillis(200);

    private final List<DemoRequest> requests;
    private final List<String> missing;
    private final List<String> refused = new ArrayList<>();

    Awaited(List<DemoRequest> requests) {
        this.requests = List.copyOf(requests);
        this.missing = new ArrayList<>(requests.stream().map(DemoRequest::id).toList());
    }

    /** The requests, in the order in which they are published. */
    List<DemoRequest> requests() {
        return requests;
    }

    /**
     * Shows outcomes as they come, until every request is answered, the time is over or the user stops it.
     *
     * @return whether all were explained
     */
    boolean await(OutcomeReader outcomes, Display display, Duration timeout, BooleanSupplier stopping) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isEmpty() && !stopping.getAsBoolean() && System.nanoTime() < deadline) {
            for (Outcome outcome : outcomes.poll(POLL)) {
                display.show(outcome);
                came(outcome);
            }
        }
        return allExplained();
    }

    /** Whether an outcome answers one of the requests that are still open. */
    boolean awaits(Outcome outcome) {
        return missing.contains(outcome.id());
    }

    /** Notes the outcome of a request; those of requests that are not among these are ignored. */
    void came(Outcome outcome) {
        if (missing.remove(outcome.id()) && outcome instanceof Outcome.Refused) {
            refused.add(outcome.id());
        }
    }

    /** Whether every request has been answered. */
    boolean isEmpty() {
        return missing.isEmpty();
    }

    /** Whether every request has been explained. */
    boolean allExplained() {
        return missing.isEmpty() && refused.isEmpty();
    }

    /** In a sentence, how many were not explained, and which. */
    String complaint() {
        List<String> parts = new ArrayList<>();
        if (!refused.isEmpty()) {
            parts.add(refused.size() + " refused (" + String.join(", ", refused) + ")");
        }
        if (!missing.isEmpty()) {
            parts.add(missing.size() + " not answered in time (" + String.join(", ", missing) + ")");
        }
        return "Not all of the " + requests.size() + " requests were explained: " + String.join(", ", parts) + ".";
    }
}
