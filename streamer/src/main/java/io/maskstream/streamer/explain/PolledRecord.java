package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record on its way: as it was given, then read, then encoded, at last with its outcome. */
final class PolledRecord {

    private final GivenRecord given;
    private ExplanationRequest request;
    private PreparedRequest prepared;
    private Outcome outcome;

    PolledRecord(GivenRecord given) {
        this.given = given;
        this.request = given.request();
    }

    RecordOrigin origin() {
        return given.origin();
    }

    /** As it was polled; null where it is on no topic. */
    ConsumerRecord<byte[], byte[]> record() {
        return given.polled();
    }

    /** May be null. */
    byte[] value() {
        return given.value();
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
