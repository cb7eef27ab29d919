package io.maskstream.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Tracks which of the published requests have been answered. */
final class Awaited {

    private static final Duration POLL = Duration.ofMillis(200);

    private final List<DemoRequest> requests;
    private final List<String> missing;
    private final List<String> refused = new ArrayList<>();

    Awaited(List<DemoRequest> requests) {
        this.requests = List.copyOf(requests);
        this.missing = new ArrayList<>(requests.stream().map(DemoRequest::id).toList());
    }

    /** Returns the requests in the order of publication. */
    List<DemoRequest> requests() {
        return requests;
    }

    /**
     * Shows outcomes as they arrive, until every request is answered, the timeout expires or the user stops the
     * program.
     *
     * @return whether all requests were explained
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

    /** Returns whether an outcome belongs to one of the unanswered requests. */
    boolean awaits(Outcome outcome) {
        return missing.contains(outcome.id());
    }

    /** Records the outcome of a request. Outcomes of other requests are ignored. */
    void came(Outcome outcome) {
        if (missing.remove(outcome.id()) && outcome instanceof Outcome.Refused) {
            refused.add(outcome.id());
        }
    }

    /** Returns whether every request has been answered. */
    boolean isEmpty() {
        return missing.isEmpty();
    }

    /** Returns whether every request has been explained. */
    boolean allExplained() {
        return missing.isEmpty() && refused.isEmpty();
    }

    /** Returns a sentence with the number and ids of the requests that were not explained. */
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
