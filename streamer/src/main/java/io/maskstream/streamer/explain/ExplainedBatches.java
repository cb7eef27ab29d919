package io.maskstream.streamer.explain;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Is told which batches stream threads have explained. Both calls return at once, and throw nothing. */
public interface ExplainedBatches {

    /** Nobody is interested. */
    ExplainedBatches NONE = new ExplainedBatches() {
        @Override
        public void explained(String explainer, Supplier<List<ConsumerRecord<byte[], byte[]>>> batch) {}

        @Override
        public void forwarded() {}
    };

    /**
     * A batch was explained; its explanations are not on their way yet.
     *
     * @param batch the records of it that were explained, and not refused
     */
    void explained(String explainer, Supplier<List<ConsumerRecord<byte[], byte[]>>> batch);

    /** What this thread had explained so far is on its way. */
    void forwarded();
}
