package io.maskstream.trainer.promotion;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The last records that streamers have compared a candidate by, from the topic of candidates' explanations. */
public final class ComparedRecords {

    private final int most;
    private final String candidate;
    private final Optional<String> serving;
    private final Deque<ShadowComparison> last = new ArrayDeque<>();

    /**
     * None yet.
     *
     * @param most that are kept, at least 1
     * @param candidate digest of the candidate
     * @param serving digest of the version that serves; empty where it is not known: then it is that of the last record
     */
    public ComparedRecords(int most, String candidate, Optional<String> serving) {
        this.most = most;
        this.candidate = candidate;
        this.serving = serving;
    }

    /** Takes a record of the topic if it is about this candidate and the version that serves. */
    public void take(ConsumerRecord<byte[], byte[]> polled) {
        Header header = polled.headers().lastHeader(ShadowComparison.HEADER);
        if (header == null || header.value() == null) {
            return;
        }
        ShadowComparison compared;
        try {
            compared = ShadowComparison.read(header.value());
        } catch (UnreadableRecordException e) {
            // No streamer wrote this.
            return;
        }
        if (!compared.candidate().digest().equals(candidate)
                || !serving.orElse(compared.serving().digest())
                        .equals(compared.serving().digest())) {
            return;
        }
        if (!last.isEmpty()
                && !last.getLast().serving().digest().equals(compared.serving().digest())) {
            last.clear();
        }
        last.addLast(compared);
        if (last.size() > most) {
            last.removeFirst();
        }
    }

    /** How many there are, up to the most that are kept. */
    public int count() {
        return last.size();
    }

    /** Them, oldest first. */
    public List<ShadowComparison> all() {
        return List.copyOf(last);
    }
}
