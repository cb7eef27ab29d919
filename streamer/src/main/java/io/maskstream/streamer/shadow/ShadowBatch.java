package io.maskstream.streamer.shadow;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that were explained together and are to be explained once more.
 *
 * @param explainer its name
 * @param records as they were polled; their headers belong to the stream's thread
 * @param bytes of their values, together
 */
record ShadowBatch(String explainer, List<ConsumerRecord<byte[], byte[]>> records, long bytes) {

    static ShadowBatch of(String explainer, List<ConsumerRecord<byte[], byte[]>> records) {
        return new ShadowBatch(
                explainer,
                records,
                records.stream().mapToLong(record -> record.value().length).sum());
    }
}
