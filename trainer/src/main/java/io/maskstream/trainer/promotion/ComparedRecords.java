package io.maskstream.trainer.promotion;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The last records on which streamers compared a candidate with the serving version, from the topic of candidates'
 * explanations.
 */
public final class ComparedRecords {

    private final int most;
    private final String candidate;
    private final Optional<String> serving;
    private final Deque<ShadowComparison> last = new ArrayDeque<>();

    /**
     * Creates an empty list.
     *
     * @param most largest number of records to keep, at least 1
     * @param candidate digest of the candidate version
     * @param serving digest of the serving version; if empty, that of the last record
     */
    public ComparedRecords(int most, String candidate, Optional<String> serving) {
        this.most = most;
        this.candidate = candidate;
        this.serving = serving;
    }

    /** Takes a record of the topic if it compares this candidate with the serving version. */
    public void take(ConsumerRecord<byte[], byte[]> polled) {
        Header header = polled.headers().lastHeader(ShadowComparison.HEADER);
        if (header == null || header.value() == null) {
            return;
        }
        ShadowComparison compared;
        try {
            compared = ShadowComparison.read(header.value());
        } catch (UnreadableRecordException e) {
            // Not written by a streamer.
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

    /** Returns the number of records kept. */
    public int count() {
        return last.size();
    }

    /** Returns the records kept, oldest first. */
    public List<ShadowComparison> all() {
        return List.copyOf(last);
    }
}
