package io.maskstream.streamer.explain;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Is notified of the batches that stream threads have explained. Both methods return at once and throw nothing. */
public interface ExplainedBatches {

    /** Ignores all notifications. */
    ExplainedBatches NONE = new ExplainedBatches() {
        @Override
        public void explained(String explainer, Supplier<List<ConsumerRecord<byte[], byte[]>>> batch) {}

        @Override
        public void forwarded() {}
    };

    /**
     * Called when a batch was explained, before its explanations are forwarded.
     *
     * @param batch the records of the batch that were explained, not those that were refused
     */
    void explained(String explainer, Supplier<List<ConsumerRecord<byte[], byte[]>>> batch);

    /** Called when everything that this thread has explained so far was forwarded. */
    void forwarded();
}
