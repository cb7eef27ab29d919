package io.maskstream.streamer.explain;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries the outcome of a record from the consumer to the topology, in a header of that record. It never leaves this
 * process, and nothing that comes over the network has this type, so a publisher cannot forge an explanation by writing
 * a header of the same name.
 */
final class OutcomeHeader implements Header {

    static final String NAME = "maskstream.outcome";

    private static final byte[] NOTHING = {};

    private final Outcome outcome;

    OutcomeHeader(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Returns the outcome in some headers, if the look-ahead attached one. */
    static Optional<Outcome> in(Headers headers) {
        return headers.lastHeader(NAME) instanceof OutcomeHeader header
                ? Optional.of(header.outcome)
                : Optional.empty();
    }

    @Override
    public String key() {
        return NAME;
    }

    @Override
    public byte[] value() {
        return NOTHING;
    }
}
