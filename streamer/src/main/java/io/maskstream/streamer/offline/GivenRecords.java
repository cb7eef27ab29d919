package io.maskstream.streamer.offline;

import io.maskstream.streamer.explain.GivenRecord;
import io.maskstream.streamer.explain.RefusedRequest;
import java.io.IOException;

/** Records to be explained that do not come from a topic. */
public interface GivenRecords {

    /** Receives records in their order. */
    interface Visitor {

        /** Receives a record to be explained. */
        void record(GivenRecord record);

        /** Receives a record that could not be read. */
        void refused(RefusedRequest refused);
    }

    /**
     * Reads all records, one after the other, and never holds more than one in memory.
     *
     * @throws IOException if the source cannot be read; its message says what to do
     */
    void forEach(Visitor visitor) throws IOException;

    /** Returns the number of records; negative if that is not known before they are read. */
    long count();
}
