package io.maskstream.trainer.records;

import java.io.IOException;
import java.util.function.Consumer;

/** Where records come from. */
public interface RecordSource {

    /**
     * Reads all records, one after the other, in the same order each time. No more than one is held in memory.
     *
     * @param visitor takes each record
     * @param skipped takes what cannot be read as a record, in a sentence that names it
     * @throws IOException if the source itself cannot be read; says what to do
     */
    void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException;

    /** What it is, for manifests: its kind, its name, and the SHA-256 of what it holds where that stays the same. */
    SourceDescription describe() throws IOException;
}
