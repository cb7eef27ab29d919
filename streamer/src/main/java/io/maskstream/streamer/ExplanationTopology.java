package io.maskstream.streamer;

import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.lookahead.PollProgress;
import io.maskstream.streamer.metrics.StreamerMetrics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The stream: a stateless map from requests to explanations, one record at a time. Keys, headers and timestamps pass
 * through as they are.
 */
final class ExplanationTopology {

    private ExplanationTopology() {}

    static Topology build(StreamerConfig config, StreamerMetrics metrics, LiveTap live, PollProgress progress) {
        return new Topology()
                .addSource(
                        (AutoOffsetReset) null, // as configured
                        "requests",
                        (record, partitionTime) -> timestamp(record),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        config.requestsTopic())
                .addProcessor("explain", () -> new ExplanationProcessor(metrics, live, progress), "requests")
                .addSink(
                        "explanations",
                        config.explanationsTopic(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        "explain");
    }

    /** A record without a timestamp would stop Kafka Streams, or be dropped without a word; here it is from now. */
    private static long timestamp(ConsumerRecord<Object, Object> record) {
        return record.timestamp() >= 0 ? record.timestamp() : System.currentTimeMillis();
    }
}
