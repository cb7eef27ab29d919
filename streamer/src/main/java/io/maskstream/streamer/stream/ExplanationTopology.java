package io.maskstream.streamer.stream;

import io.maskstream.streamer.explain.CloudEventHeaders;
import io.maskstream.streamer.explain.PollProgress;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The topology: a stateless map from requests to explanations, one record at a time, which keeps keys, headers and
 * timestamps.
 */
public final class ExplanationTopology {

    private ExplanationTopology() {}

    /**
     * Returns the topology between two topics.
     *
     * @param requests topic to read from
     * @param explanations topic to write to
     * @param events adds headers to explanations if they are to be CloudEvents
     */
    public static Topology between(
            String requests,
            String explanations,
            StreamerMetrics metrics,
            LiveTap live,
            PollProgress progress,
            Optional<CloudEventHeaders> events) {
        return new Topology()
                .addSource(
                        (AutoOffsetReset) null, // as configured
                        "requests",
                        (record, partitionTime) -> timestamp(record),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        requests)
                .addProcessor("explain", () -> new ExplanationProcessor(metrics, live, progress, events), "requests")
                .addSink("explanations", explanations, new ByteArraySerializer(), new ByteArraySerializer(), "explain");
    }

    /** A record without a timestamp would stop Kafka Streams or be dropped silently; it gets the current time here. */
    private static long timestamp(ConsumerRecord<Object, Object> record) {
        return record.timestamp() >= 0 ? record.timestamp() : System.currentTimeMillis();
    }
}
