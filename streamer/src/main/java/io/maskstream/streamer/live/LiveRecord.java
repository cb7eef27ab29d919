package io.maskstream.streamer.live;

import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.RecordOrigin;

/**
 * A record on its way out of the stream, perhaps before its transaction is committed.
 *
 * @param origin of the request
 * @param timestampMillis of the request
 * @param request its value as it stands on the topic; may be null
 * @param explained null if it was refused
 * @param refusal null if it was explained
 */
@SuppressWarnings("ArrayRecordComponent") // References to what the stream holds anyway; never compared, never a key.
public record LiveRecord(
        RecordOrigin origin,
        long timestampMillis,
        byte[] request,
        ExplainedRequest explained,
        BadRecordException refusal) {

    /** One that goes to the explanations topic. */
    public static LiveRecord explained(
            RecordOrigin origin, long timestampMillis, byte[] request, ExplainedRequest explained) {
        return new LiveRecord(origin, timestampMillis, request, explained, null);
    }

    /** One that goes to the dead-letter topic. */
    public static LiveRecord refused(
            RecordOrigin origin, long timestampMillis, byte[] request, BadRecordException refusal) {
        return new LiveRecord(origin, timestampMillis, request, null, refusal);
    }

    boolean isExplained() {
        return explained != null;
    }

    /** How much memory it keeps, about. */
    long bytes() {
        return (request == null ? 0L : request.length) + (explained == null ? 0L : explained.value().length);
    }
}
