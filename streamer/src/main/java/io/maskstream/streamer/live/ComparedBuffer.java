package io.maskstream.streamer.live;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.shadow.ComparedRecord;
import io.maskstream.streamer.shadow.ComparisonListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The most recent records that a candidate explained too, by topic, partition and offset. Bounded in records and in bytes; the
 * oldest are removed first. Safe for use by several threads.
 */
public final class ComparedBuffer implements ComparisonListener {

    /**
     * A compared record.
     *
     * @param number number of the comparison, from 0
     * @param request value of the request on the topic
     * @param explanation encoded explanation by the candidate; null if it gives none
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and never a key.
    record Entry(long number, RecordOrigin origin, byte[] request, ShadowComparison comparison, byte[] explanation) {

        private long bytes() {
            long bytes = request.length;
            bytes += explanation == null ? 0 : explanation.length;
            return bytes
                    + (comparison.failure() == null ? 0 : comparison.failure().length());
        }
    }

    private final ExplanationWriter writer = new ExplanationWriter(ValueFormat.AVRO);
    private final int maximumRecords;
    private final long maximumBytes;
    private final NavigableMap<Long, Entry> byNumber = new TreeMap<>();
    private final Map<RecordOrigin, Entry> byOrigin = new HashMap<>();
    private long bytes;
    private long next;

    /** Applies the limits of the live view. */
    public ComparedBuffer(LiveView.Limits limits) {
        this(limits.records(), limits.bytes());
    }

    ComparedBuffer(int maximumRecords, long maximumBytes) {
        this.maximumRecords = maximumRecords;
        this.maximumBytes = maximumBytes;
    }

    @Override
    public void compared(List<ComparedRecord> records) {
        for (ComparedRecord record : records) {
            // An encoded explanation needs less memory, and its size is known.
            byte[] explanation = record.explanation() == null ? null : writer.write(record.explanation());
            add(
                    new RecordOrigin(
                            record.record().topic(),
                            record.record().partition(),
                            record.record().offset()),
                    record.record().value(),
                    record.comparison(),
                    explanation);
        }
    }

    private synchronized void add(
            RecordOrigin origin, byte[] request, ShadowComparison comparison, byte[] explanation) {
        Entry entry = new Entry(next++, origin, request, comparison, explanation);
        Entry before = byOrigin.put(origin, entry);
        if (before != null) {
            byNumber.remove(before.number());
            bytes -= before.bytes();
        }
        byNumber.put(entry.number(), entry);
        bytes += entry.bytes();
        // The newest record is kept even if it exceeds the limit alone.
        while (byNumber.size() > maximumRecords || (bytes > maximumBytes && byNumber.size() > 1)) {
            Entry oldest = byNumber.pollFirstEntry().getValue();
            byOrigin.remove(oldest.origin());
            bytes -= oldest.bytes();
        }
    }

    /** Returns the comparison with the explanation of a record, if there is one. */
    synchronized Optional<Entry> find(LiveRecord record) {
        // If another version was swapped in after the record was explained, that version was compared.
        return Optional.ofNullable(byOrigin.get(record.origin()))
                .filter(entry -> record.isExplained()
                        && entry.comparison()
                                .serving()
                                .digest()
                                .equals(record.explained().explainer().getDigest()));
    }

    /** Returns the comparisons from a number on, oldest first. */
    synchronized List<Entry> from(long number) {
        return List.copyOf(byNumber.tailMap(number, true).values());
    }
}
