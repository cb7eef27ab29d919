package io.maskstream.streamer.shadow;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that were explained together and will be explained again.
 *
 * @param explainer name of the explainer
 * @param records the records as polled; their headers belong to the stream's thread
 * @param bytes total size of their values
 */
record ShadowBatch(String explainer, List<ConsumerRecord<byte[], byte[]>> records, long bytes) {

    static ShadowBatch of(String explainer, List<ConsumerRecord<byte[], byte[]>> records) {
        return new ShadowBatch(
                explainer,
                records,
                records.stream().mapToLong(record -> record.value().length).sum());
    }
}
