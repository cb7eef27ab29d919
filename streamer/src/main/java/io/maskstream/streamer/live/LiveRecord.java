package io.maskstream.streamer.live;

import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.RecordOrigin;
import java.util.List;
import org.apache.kafka.common.header.Header;

/**
 * A record that leaves the stream, possibly before its transaction is committed.
 *
 * @param origin origin of the request
 * @param timestampMillis timestamp of the request
 * @param key key of the request; null if it has none or was explained
 * @param headers headers of the request; none if it was explained
 * @param request value of the request, as on the topic; may be null
 * @param explained the explanation; null if it was refused
 * @param refusal the refusal; null if it was explained
 */
@SuppressWarnings("ArrayRecordComponent") // Refers to data of the stream; never compared and never a key.
public record LiveRecord(
        RecordOrigin origin,
        long timestampMillis,
        byte[] key,
        List<Header> headers,
        byte[] request,
        ExplainedRequest explained,
        BadRecordException refusal) {

    /** Returns a record that goes to the explanations topic. */
    public static LiveRecord explained(
            RecordOrigin origin, long timestampMillis, byte[] request, ExplainedRequest explained) {
        return new LiveRecord(origin, timestampMillis, null, List.of(), request, explained, null);
    }

    /** Returns a record that goes to the dead-letter topic, with everything that was published. */
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

    /** Returns its approximate size in memory, in bytes. */
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
