package io.maskstream.streamer.trace;

import io.maskstream.schemas.record.ExplainerIdentity;
import java.util.stream.Stream;

/**
 * Reports to a tracing system which records were explained in one call of a graph, and how long the call took.
 * Never waits for that system.
 */
public interface BatchTraces extends AutoCloseable {

    /** Reports nothing. */
    BatchTraces NONE = new BatchTraces() {

        @Override
        public Batch begin(ExplainerIdentity explainer, int records, Stream<TraceParent> parents) {
            return UNTRACED;
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    };

    /** A batch that is not reported. */
    Batch UNTRACED = new Batch() {

        @Override
        public void failed(Exception reason) {
            // The caller reports the exception.
        }

        @Override
        public void close() {
            // No span was started.
        }
    };

    /** One call of a graph; closed when the call is over. */
    interface Batch extends AutoCloseable {

        /** Reports that the call failed and has no result. */
        void failed(Exception reason);

        @Override
        void close();
    }

    /**
     * Reports the start of a call of a graph.
     *
     * @param records number of records in the batch
     * @param parents traces of those records that belong to one; not read if nothing is reported
     */
    Batch begin(ExplainerIdentity explainer, int records, Stream<TraceParent> parents);

    /** Sends the spans that wait, for a few seconds at most. */
    @Override
    void close();
}
