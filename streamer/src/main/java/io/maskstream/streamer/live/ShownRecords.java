package io.maskstream.streamer.live;

import io.maskstream.streamer.explain.RecordOrigin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The most recent explanations that a page has received, because their comparisons follow later. For one thread. */
final class ShownRecords {

    /** As many as a page keeps, see records.js. */
    private static final int MOST = 300;

    /** A record and the version that explained it. */
    private record Shown(RecordOrigin origin, String digest) {}

    private final Map<Shown, Long> sequences = new LinkedHashMap<>();

    /** Adds a record, unless it is a dead letter. */
    void add(LiveBuffer.Entry entry) {
        LiveRecord record = entry.record();
        if (!record.isExplained()) {
            return;
        }
        Shown shown = new Shown(record.origin(), record.explained().explainer().getDigest());
        sequences.remove(shown);
        sequences.put(shown, entry.sequence());
        if (sequences.size() > MOST) {
            sequences.remove(sequences.keySet().iterator().next());
        }
    }

    /** Returns the sequence number with which the page has received a record; empty if it has not, or long ago. */
    Optional<Long> sequence(ComparedBuffer.Entry compared) {
        return Optional.ofNullable(sequences.get(
                new Shown(compared.origin(), compared.comparison().serving().digest())));
    }
}
