package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;

/** Published requests of which something is still to come back. */
final class Awaited {

    private final int published;
    private final List<String> missing;
    private final List<String> refused = new ArrayList<>();

    Awaited(List<DemoRequest> published) {
        this.published = published.size();
        this.missing = new ArrayList<>(published.stream().map(DemoRequest::id).toList());
    }

    /** Notes what became of a request; one that was not among those published is nobody's business. */
    void came(Outcome outcome) {
        if (missing.remove(outcome.id()) && outcome instanceof Outcome.Refused) {
            refused.add(outcome.id());
        }
    }

    /** Whether something has come back of every request. */
    boolean isEmpty() {
        return missing.isEmpty();
    }

    /** Whether every request has come back explained. */
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
        return "Not all of the " + published + " requests were explained: " + String.join(", ", parts) + ".";
    }
}
