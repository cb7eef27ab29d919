package io.maskstream.streamer.offline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.Outcome;
import io.maskstream.streamer.explain.RefusedRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes outcomes as JSON Lines: explanations to one stream, refusals to another. To be used by one thread. */
public final class OutcomeLines {

    private static final JsonMapper JSON = new JsonMapper();

    private final OutputStream explanations;
    private final OutputStream refusals;
    private long explained;
    private long refused;

    /** Writes to these streams, which stay open. */
    public OutcomeLines(OutputStream explanations, OutputStream refusals) {
        this.explanations = explanations;
        this.refusals = refusals;
    }

    /**
     * Writes some outcomes and flushes.
     *
     * @throws UncheckedIOException if a stream cannot be written
     */
    void write(List<Outcome> outcomes) {
        try {
            for (Outcome outcome : outcomes) {
                if (outcome instanceof ExplainedRequest request) {
                    explanations.write(request.value());
                    explanations.write('\n');
                    explained++;
                } else {
                    refusals.write(line((RefusedRequest) outcome));
                    refusals.write('\n');
                    refused++;
                }
            }
            explanations.flush();
            refusals.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] line(RefusedRequest refusal) {
        return JSON.createObjectNode()
                .put("reason", refusal.reason().code())
                .put("message", refusal.message())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the number of explanations written. */
    public long explained() {
        return explained;
    }

    /** Returns the number of refusals written. */
    public long refused() {
        return refused;
    }
}
