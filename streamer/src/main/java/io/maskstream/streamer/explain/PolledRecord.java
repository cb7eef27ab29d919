package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record in progress: given, then read, then encoded, and finally decided. */
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

    /** Returns the record as polled; null if it does not come from a topic. */
    ConsumerRecord<byte[], byte[]> record() {
        return given.polled();
    }

    /** Returns the value; may be null. */
    byte[] value() {
        return given.value();
    }

    /** Returns the request; null until it is read. */
    ExplanationRequest request() {
        return request;
    }

    void read(ExplanationRequest read) {
        request = read;
    }

    /** Returns what goes through the graph; null if the record was not reached, or was decided without the graph. */
    PreparedRequest prepared() {
        return prepared;
    }

    void prepared(PreparedRequest request) {
        prepared = request;
    }

    /** Returns whether the record was refused, or can go through the graph. */
    boolean isPrepared() {
        return prepared != null || outcome != null;
    }

    /** Returns the outcome; null until it is decided. */
    Outcome outcome() {
        return outcome;
    }

    void decided(Outcome decided) {
        outcome = decided;
    }
}
