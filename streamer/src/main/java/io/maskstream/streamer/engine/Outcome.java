package io.maskstream.streamer.engine;

import io.maskstream.streamer.errors.BadRecordException;
import java.util.Optional;

/** What became of one request of a batch: it was explained, or refused for a reason of its own. */
public final class Outcome {

    private final ExplainedRequest explained;
    private final BadRecordException refusal;

    private Outcome(ExplainedRequest explained, BadRecordException refusal) {
        this.explained = explained;
        this.refusal = refusal;
    }

    static Outcome explained(ExplainedRequest explained) {
        return new Outcome(explained, null);
    }

    static Outcome refused(BadRecordException refusal) {
        return new Outcome(null, refusal);
    }

    /** The explanation, if there is one. */
    public Optional<ExplainedRequest> explanation() {
        return Optional.ofNullable(explained);
    }

    ExplainedRequest orElseThrow() {
        if (refusal != null) {
            throw refusal;
        }
        return explained;
    }
}
