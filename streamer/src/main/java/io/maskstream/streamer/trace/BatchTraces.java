package io.maskstream.streamer.trace;

import io.maskstream.schemas.record.ExplainerIdentity;
import java.util.stream.Stream;

/** Tells a tracing system which records were explained in one call of a graph, and how long that took. Never waits for it. */
public interface BatchTraces extends AutoCloseable {

    /** Tells nobody. */
    BatchTraces NONE = new BatchTraces() {

        @Override
        public Batch begin(ExplainerIdentity explainer, int records, Stream<TraceParent> parents) {
            return UNTRACED;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    /** A batch of which nobody is told. */
    Batch UNTRACED = new Batch() {

        @Override
        public void failed(Exception reason) {
            // Whoever throws it tells.
        }

        @Override
        public void close() {
            // Nothing was begun.
        }
    };

    /** One call; closed when it is over. */
    interface Batch extends AutoCloseable {

        /** It has no result. */
        void failed(Exception reason);

        @Override
        void close();
    }

    /**
     * A call of a graph begins.
     *
     * @param records in the batch
     * @param parents of those that belong to a trace; not looked at where nobody is told
     */
    Batch begin(ExplainerIdentity explainer, int records, Stream<TraceParent> parents);

    /** Sends what there is, for some seconds at most. */
    @Override
    void close();
}
