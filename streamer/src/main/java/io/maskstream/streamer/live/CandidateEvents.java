package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.RequestReader;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends pages the list of candidates, and comparisons of records that the pages have already received: a record is compared after
 * it has left the stream. For one thread.
 */
final class CandidateEvents {

    private final ComparedBuffer compared;
    private final Supplier<List<ExplainerIdentity>> candidates;
    private final RequestReader requests;
    private final EventJson events;
    private List<ExplainerIdentity> told = List.of();
    private long next;

    /** @param candidates returns the loaded candidates */
    CandidateEvents(
            ComparedBuffer compared,
            Supplier<List<ExplainerIdentity>> candidates,
            RequestReader requests,
            EventJson events) {
        this.compared = compared;
        this.candidates = candidates;
        this.requests = requests;
        this.events = events;
    }

    /** Returns the current candidates as JSON. */
    ArrayNode list() {
        return list(candidates.get());
    }

    private static ArrayNode list(List<ExplainerIdentity> candidates) {
        ArrayNode listed = JsonNodeFactory.instance.arrayNode();
        candidates.forEach(candidate -> listed.addObject()
                .put("name", candidate.getName())
                .put("version", candidate.getVersion())
                .put("digest", candidate.getDigest()));
        return listed;
    }

    /**
     * Sends changes since the last call.
     *
     * @param endNanos time to stop, as {@link System#nanoTime}; the rest is sent with the next call
     */
    void send(List<LiveClient> clients, long endNanos) {
        List<ExplainerIdentity> now = candidates.get();
        if (!now.equals(told)) {
            told = now;
            String message = "event: candidates\ndata: " + list(now) + "\n\n";
            clients.stream().filter(LiveClient::isWelcomed).forEach(client -> client.offer(message));
        }
        for (ComparedBuffer.Entry entry : compared.from(next)) {
            if (System.nanoTime() - endNanos > 0) {
                return;
            }
            next = entry.number() + 1;
            send(clients, entry);
        }
    }

    private void send(List<LiveClient> clients, ComparedBuffer.Entry entry) {
        ObjectNode candidate = null;
        for (LiveClient client : clients) {
            Optional<Long> sequence = client.shown().sequence(entry);
            if (sequence.isPresent() && client.hasRoom()) {
                if (candidate == null) {
                    candidate = events.candidate(
                            entry, requests.read(entry.request()).getInput());
                }
                ObjectNode json = JsonNodeFactory.instance
                        .objectNode()
                        .put("origin", entry.origin().toString())
                        .put("sequence", sequence.get());
                json.set("candidate", candidate);
                client.offer("event: candidate\ndata: " + json + "\n\n");
            }
        }
    }
}
