package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.RefusalReason;
import java.time.Duration;

/**
 * A request that can never be explained, even if it is tried again.
 *
 * @param reason reason for the refusal
 * @param message names the record, the field and the reason; meant for the publisher of the record
 */
public record RefusedRequest(RefusalReason reason, String message) implements Outcome {

    /** Returns the refusal that an exception describes. */
    public static RefusedRequest of(BadRecordException e) {
        return new RefusedRequest(e.reason(), e.getMessage());
    }

    /** Returns a refusal of a record that was not read within its time limit. */
    public static RefusedRequest tooSlow(RecordOrigin origin, Duration limit) {
        return new RefusedRequest(
                RefusalReason.TOO_COSTLY,
                Shown.of(origin) + "reading it takes longer than " + limit.toMillis()
                        + " ms, the most that a record may take (record.timeout.ms)");
    }

    /** Returns a refusal of the record at an origin. */
    public static RefusedRequest of(RecordOrigin origin, RefusalReason reason, String why) {
        return new RefusedRequest(reason, Shown.of(origin) + why);
    }

    /** Returns an exception, which Kafka Streams turns into a dead letter. */
    public BadRecordException exception() {
        return new BadRecordException(reason, message);
    }
}
