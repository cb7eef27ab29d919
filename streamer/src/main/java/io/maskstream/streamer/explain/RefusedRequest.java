package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.RefusalReason;
import java.time.Duration;

/**
 * A request that can never be explained, whoever tries again.
 *
 * @param reason in a word
 * @param message names the record, the field and the reason, for the person who published it
 */
public record RefusedRequest(RefusalReason reason, String message) implements Outcome {

    /** One that was refused by what was thrown. */
    public static RefusedRequest of(BadRecordException e) {
        return new RefusedRequest(e.reason(), e.getMessage());
    }

    /** One that was not read within the time that a record may take. */
    public static RefusedRequest tooSlow(RecordOrigin origin, Duration limit) {
        return new RefusedRequest(
                RefusalReason.TOO_COSTLY,
                Shown.of(origin) + "reading it takes longer than " + limit.toMillis()
                        + " ms, the most that a record may take (record.timeout.ms)");
    }

    /** One by where it stands. */
    public static RefusedRequest of(RecordOrigin origin, RefusalReason reason, String why) {
        return new RefusedRequest(reason, Shown.of(origin) + why);
    }

    /** To be thrown where Kafka Streams turns it into a dead letter. */
    public BadRecordException exception() {
        return new BadRecordException(reason, message);
    }
}
