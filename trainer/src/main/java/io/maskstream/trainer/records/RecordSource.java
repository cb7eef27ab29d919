package io.maskstream.trainer.records;

import java.io.IOException;
import java.util.function.Consumer;

/** A source of records. */
public interface RecordSource {

    /**
     * Reads all records one by one, in the same order each time. Holds one record in memory at a time.
     *
     * @param visitor receives each record
     * @param skipped receives, for each unreadable record, a sentence that names the record and the reason
     * @throws IOException if the source itself cannot be read; the message says what to do
     */
    void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException;

    /** Returns a description of the source for manifests. */
    SourceDescription describe() throws IOException;
}
