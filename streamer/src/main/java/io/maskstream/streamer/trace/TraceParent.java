package io.maskstream.streamer.trace;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The trace that a record belongs to, from its header {@value #HEADER} (W3C, Trace Context, section 3.2).
 *
 * @param traceId 32 hex digits in lower case
 * @param spanId span of the record's publisher, 16 hex digits in lower case
 * @param sampled whether the trace is recorded
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    public static final String HEADER = "traceparent";

    private static final String FIRST_VERSION = "00";

    /** Version, trace, span, flags; later versions may append more. Identifiers of only zeros are invalid. */
    private static final Pattern FORMAT =
            Pattern.compile("((?!ff)[0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** The longest header that is parsed, in bytes; no version needs nearly as much. */
    private static final int LONGEST = 512;

    private static final int SAMPLED = 1;

    /** Returns the trace of a record, if it has a well-formed header. */
    public static Optional<TraceParent> in(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null || header.value().length > LONGEST
                ? Optional.empty()
                : parse(new String(header.value(), StandardCharsets.UTF_8));
    }

    static Optional<TraceParent> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches() || (matcher.group(1).equals(FIRST_VERSION) && matcher.group(5) != null)) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(
                matcher.group(2), matcher.group(3), (Integer.parseInt(matcher.group(4), 16) & SAMPLED) != 0));
    }
}
