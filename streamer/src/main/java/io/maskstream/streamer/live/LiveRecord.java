package io.maskstream.streamer.live;

import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.RecordOrigin;
import java.util.List;
import org.apache.kafka.common.header.Header;

/**
 * A record on its way out of the stream, perhaps before its transaction is committed.
 *
 * @param origin of the request
 * @param timestampMillis of the request
 * @param key of the request; null if it has none or was explained
 * @param headers of the request; none if it was explained
 * @param request its value as it stands on the topic; may be null
 * @param explained null if it was refused
 * @param refusal null if it was explained
 */
@SuppressWarnings("ArrayRecordComponent") // References to what the stream holds anyway; never compared, never a key.
public record LiveRecord(
        RecordOrigin origin,
        long timestampMillis,
        byte[] key,
        List<Header> headers,
        byte[] request,
        ExplainedRequest explained,
        BadRecordException refusal) {

    /** One that goes to the explanations topic. */
    public static LiveRecord explained(
            RecordOrigin origin, long timestampMillis, byte[] request, ExplainedRequest explained) {
        return new LiveRecord(origin, timestampMillis, null, List.of(), request, explained, null);
    }

    /** One that goes to the dead-letter topic, of which people want to see all that was published. */
    public static LiveRecord refused(
            RecordOrigin origin,
            long timestampMillis,
            byte[] key,
            List<Header> headers,
            byte[] request,
            BadRecordException refusal) {
        return new LiveRecord(origin, timestampMillis, key, headers, request, null, refusal);
    }

    boolean isExplained() {
        return explained != null;
    }

    /** How much memory it keeps, about. */
    long bytes() {
        long bytes = size(key) + size(request) + (explained == null ? 0 : explained.value().length);
        for (Header header : headers) {
            bytes += header.key().length() + size(header.value());
        }
        return bytes;
    }

    private static long size(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
