package io.maskstream.streamer.lookahead;

import io.maskstream.streamer.engine.ExplainedRequest;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries a finished explanation from the consumer to the topology in a header of its own record. It never leaves this
 * process, and nothing that came over the network is ever of this type: a publisher cannot pass off an explanation of his
 * own by writing a header of the same name.
 */
final class ExplainedHeader implements Header {

    static final String NAME = "maskstream.explained";

    private final ExplainedRequest explained;

    ExplainedHeader(ExplainedRequest explained) {
        this.explained = explained;
    }

    /** The explanation in some headers, if the look-ahead left one. */
    static Optional<ExplainedRequest> in(Headers headers) {
        return headers.lastHeader(NAME) instanceof ExplainedHeader header
                ? Optional.of(header.explained)
                : Optional.empty();
    }

    @Override
    public String key() {
        return NAME;
    }

    @Override
    public byte[] value() {
        return explained.value();
    }
}
