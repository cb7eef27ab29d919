package io.maskstream.streamer.offline;

import io.maskstream.streamer.explain.GivenRecord;
import io.maskstream.streamer.explain.RefusedRequest;
import java.io.IOException;

/** Records to be explained that are on no topic. */
public interface GivenRecords {

    /** Takes records, in their order. */
    interface Visitor {

        /** One to be explained. */
        void record(GivenRecord record);

        /** One that could not even be read. */
        void refused(RefusedRequest refused);
    }

    /**
     * Reads all of them, one after the other; no more than one is held in memory.
     *
     * @throws IOException if the source itself cannot be read; says what to do
     */
    void forEach(Visitor visitor) throws IOException;

    /** How many there are; negative where that is not known before they are read. */
    long count();
}
