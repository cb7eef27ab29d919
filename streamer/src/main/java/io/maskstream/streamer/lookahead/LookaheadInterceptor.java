package io.maskstream.streamer.lookahead;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Hands each poll of the main consumer to the {@link Lookahead}. An exception in here would be logged by the consumer and
 * change nothing but speed: the topology explains every record that comes without an explanation.
 */
public final class LookaheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {

    /** Configuration key under which the {@link Lookahead} itself is found. */
    public static final String LOOKAHEAD = "maskstream.lookahead";

    private Lookahead lookahead;

    @Override
    public void configure(Map<String, ?> configs) {
        lookahead = (Lookahead) configs.get(LOOKAHEAD);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        lookahead.explain(records);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Offsets are Kafka Streams' business.
    }

    @Override
    public void close() {
        // The look-ahead belongs to the streamer, which outlives its consumers.
    }
}
