package io.maskstream.streamer.explain;

/** Where a record stands in Kafka; prints as Kafka's own tools write it, {@code explanation-requests-3@1234}. */
public record RecordOrigin(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
