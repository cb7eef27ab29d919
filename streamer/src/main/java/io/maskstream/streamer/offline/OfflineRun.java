package io.maskstream.streamer.offline;

import io.maskstream.schemas.progress.Progress;
import io.maskstream.streamer.explain.GivenRecord;
import io.maskstream.streamer.explain.Outcome;
import io.maskstream.streamer.explain.RecordExplainer;
import io.maskstream.streamer.explain.RefusedRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Explains records that do not come from a topic in the same way as the stream explains polled records: several threads
 * each take a chunk of records, and explain it in batches by explainer and length. Outcomes come in the order of the
 * records, and only those of the chunks in progress are held in memory.
 */
public final class OfflineRun {

    /** Same as the default maximum of a poll of the stream. */
    private static final int CHUNK_RECORDS = 256;

    private static final long CHUNK_BYTES = 4 << 20;

    /** A record, or the reason why it could not be read. */
    private record Item(GivenRecord record, RefusedRequest refused) {}

    private final RecordExplainer explainer;
    private final int threads;

    /** @param threads number of threads that explain in parallel, at least 1 */
    public OfflineRun(RecordExplainer explainer, int threads) {
        this.explainer = explainer;
        this.threads = threads;
    }

    /**
     * Explains all records.
     *
     * @throws IOException if the source cannot be read
     * @throws java.io.UncheckedIOException if the outcomes cannot be written
     * @throws io.maskstream.streamer.engine.EngineException if the model does not answer any more
     */
    public void run(GivenRecords records, OutcomeLines lines, Progress progress) throws IOException {
        try (OrderedWork<List<Item>, List<Outcome>> work = new OrderedWork<>(threads, this::explained, outcomes -> {
            lines.write(outcomes);
            progress.done(outcomes.size());
        })) {
            Chunks chunks = new Chunks(work);
            records.forEach(chunks);
            chunks.end();
            work.finish();
        }
    }

    private List<Outcome> explained(List<Item> items) {
        Iterator<Outcome> explained = explainer
                .explain(items.stream()
                        .filter(item -> item.refused() == null)
                        .map(Item::record)
                        .toList())
                .iterator();
        return items.stream()
                .map(item -> item.refused() == null ? explained.next() : item.refused())
                .toList();
    }

    /** Collects records until there are enough for a thread. */
    private static final class Chunks implements GivenRecords.Visitor {

        private final OrderedWork<List<Item>, List<Outcome>> work;
        private List<Item> chunk = new ArrayList<>();
        private long bytes;

        Chunks(OrderedWork<List<Item>, List<Outcome>> work) {
            this.work = work;
        }

        @Override
        public void record(GivenRecord record) {
            add(new Item(record, null));
            bytes += record.value().length;
        }

        @Override
        public void refused(RefusedRequest refused) {
            add(new Item(null, refused));
        }

        private void add(Item item) {
            if (chunk.size() >= CHUNK_RECORDS || bytes >= CHUNK_BYTES) {
                end();
            }
            chunk.add(item);
        }

        void end() {
            work.add(chunk);
            chunk = new ArrayList<>();
            bytes = 0;
        }
    }
}
