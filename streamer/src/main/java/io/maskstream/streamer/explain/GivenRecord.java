package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record to be explained.
 *
 * @param origin where the record comes from, for messages and for its explanation
 * @param value its bytes, by which its explanation identifies it; may be null on a topic
 * @param polled the record as polled from a topic; null if it comes from elsewhere
 * @param request the request, if it was made from something other than its bytes; null if it must be read from them
 */
@SuppressWarnings("ArrayRecordComponent") // Read once; never compared and never a key.
public record GivenRecord(
        RecordOrigin origin, byte[] value, ConsumerRecord<byte[], byte[]> polled, ExplanationRequest request) {

    /** Creates a record that does not come from a topic and is still to be read. */
    public GivenRecord(RecordOrigin origin, byte[] value) {
        this(origin, value, null, null);
    }

    /** Creates a record that was polled. */
    public GivenRecord(ConsumerRecord<byte[], byte[]> polled) {
        this(new RecordOrigin(polled.topic(), polled.partition(), polled.offset()), polled.value(), polled, null);
    }
}
