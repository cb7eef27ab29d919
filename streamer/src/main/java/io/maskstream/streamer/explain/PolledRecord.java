package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record on its way through the look-ahead: as it was polled, then read, then encoded, at last with its outcome. */
final class PolledRecord {

    private final ConsumerRecord<byte[], byte[]> record;
    private final RecordOrigin origin;
    private ExplanationRequest request;
    private PreparedRequest prepared;
    private Outcome outcome;

    PolledRecord(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
        this.origin = new RecordOrigin(record.topic(), record.partition(), record.offset());
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    RecordOrigin origin() {
        return origin;
    }

    /** Null until it is read. */
    ExplanationRequest request() {
        return request;
    }

    void read(ExplanationRequest read) {
        request = read;
    }

    /** What goes through the graph; null if it was not reached, or is decided without. */
    PreparedRequest prepared() {
        return prepared;
    }

    void prepared(PreparedRequest request) {
        prepared = request;
    }

    /** Whether it was refused, or can go through the graph. */
    boolean isPrepared() {
        return prepared != null || outcome != null;
    }

    /** Null until it is decided. */
    Outcome outcome() {
        return outcome;
    }

    void decided(Outcome decided) {
        outcome = decided;
    }
}
