package io.maskstream.streamer.deadletters;

import io.maskstream.streamer.engine.RecordOrigin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Records whose explanation or dead letter a broker has refused, though their topic's limits as they were known would let
 * them through. Such a refusal aborts the transaction; when the record comes once more, it is known here and treated
 * otherwise. Safe for use by several threads.
 */
public final class BrokerRefusals {

    /** Which of the two the broker has refused last. */
    enum Refused {
        EXPLANATION,
        DEAD_LETTER
    }

    private record Refusal(Refused refused, String why) {}

    private static final int REMEMBERED = 10_000;

    private final Map<RecordOrigin, Refusal> refusals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RecordOrigin, Refusal> eldest) {
            return size() > REMEMBERED;
        }
    };

    private boolean learnt;

    /** Whether a broker refused what it was sent for what that is, and would do so again. */
    static boolean isOfRecord(Throwable failure) {
        return failure instanceof InvalidTimestampException
                || failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidRecordException;
    }

    synchronized void remember(RecordOrigin origin, Refused refused, String why) {
        Refusal before = refusals.put(origin, new Refusal(refused, why));
        learnt |= before == null || before.refused() != refused;
    }

    /** Why a broker refused the explanation of a record, or even its dead letter; empty if it did not. */
    public synchronized Optional<String> of(RecordOrigin origin) {
        return Optional.ofNullable(refusals.get(origin)).map(Refusal::why);
    }

    /** Whether a broker refused the dead letter of a record as well. */
    synchronized boolean refusedDeadLetter(RecordOrigin origin) {
        Refusal refusal = refusals.get(origin);
        return refusal != null && refusal.refused() == Refused.DEAD_LETTER;
    }

    /** Whether a refusal became known since this was last asked: what died of it will not die of it again. */
    public synchronized boolean hasLearnt() {
        boolean did = learnt;
        learnt = false;
        return did;
    }
}
