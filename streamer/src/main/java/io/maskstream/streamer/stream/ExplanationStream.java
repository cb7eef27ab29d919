package io.maskstream.streamer.stream;

import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka Streams around the look-ahead, from its start to its end; threads that die are replaced. */
public final class ExplanationStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExplanationStream.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final ThreadReplacement failures;
    private final AutoCloseable metrics;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A stream that has yet to be started.
     *
     * @param settings of Kafka Streams
     * @param registry that follows Kafka Streams' own metrics
     */
    public ExplanationStream(
            Topology topology,
            Map<String, Object> settings,
            Lookahead lookahead,
            ThreadReplacement failures,
            PrometheusMeterRegistry registry) {
        this.failures = failures;
        streams = new KafkaStreams(topology, new StreamsConfig(settings), new StreamClients(lookahead));
        metrics = PrometheusMetrics.follow(streams, registry);
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener((state, before) -> {
            if (state.hasCompletedShutdown()) {
                stopped.countDown();
            }
        });
    }

    /** Begins to read. */
    public void start() {
        streams.start();
    }

    /** As Kafka Streams has it. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** The partitions of a topic that are read here at the moment. */
    public Set<Integer> ownPartitions(String topic) {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    /**
     * Waits until the stream has stopped, because it was closed or could not go on.
     *
     * @return why it could not go on; empty if it was closed
     */
    public Optional<Throwable> awaitStop() throws InterruptedException {
        stopped.await();
        return failures.fatal();
    }

    /** Finishes what was begun, commits it and stops. */
    @Override
    public void close() {
        // There is no state that would be worth keeping the partitions for until the streamer is back.
        boolean finished = streams.close(CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!finished) {
            LOG.warn("The stream has not stopped within {} s", CLOSE_PATIENCE.toSeconds());
        }
        try {
            metrics.close();
        } catch (Exception e) { // As close() declares.
            LOG.warn("Kafka Streams' metrics are not closed", e);
        }
        stopped.countDown();
    }
}
