package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record to be explained.
 *
 * @param origin where it stands, for messages and for its explanation
 * @param value its bytes, by which its explanation names it; may be null on a topic
 * @param polled what it is on a topic; null elsewhere
 * @param request where it was made of something else than its bytes; null where it is yet to be read from them
 */
@SuppressWarnings("ArrayRecordComponent") // Read once; never compared, never a key.
public record GivenRecord(
        RecordOrigin origin, byte[] value, ConsumerRecord<byte[], byte[]> polled, ExplanationRequest request) {

    /** One on no topic that is yet to be read. */
    public GivenRecord(RecordOrigin origin, byte[] value) {
        this(origin, value, null, null);
    }

    /** One that was polled. */
    public GivenRecord(ConsumerRecord<byte[], byte[]> polled) {
        this(new RecordOrigin(polled.topic(), polled.partition(), polled.offset()), polled.value(), polled, null);
    }
}
