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

/** Runs Kafka Streams with the look-ahead, and replaces threads that die. */
public final class ExplanationStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExplanationStream.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final ThreadReplacement failures;
    private final AutoCloseable metrics;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Creates a stream that is not started yet.
     *
     * @param settings configuration of Kafka Streams
     * @param registry where Kafka Streams' own metrics are registered
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

    /** Starts to read. */
    public void start() {
        streams.start();
    }

    /** Returns the state of Kafka Streams. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Returns the partitions of a topic that this process reads at the moment. */
    public Set<Integer> ownPartitions(String topic) {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    /**
     * Waits until the stream has stopped, because it was closed or failed.
     *
     * @return why it failed; empty if it was closed
     */
    public Optional<Throwable> awaitStop() throws InterruptedException {
        stopped.await();
        return failures.fatal();
    }

    /** Finishes and commits what has been started, then stops. */
    @Override
    public void close() {
        // There is no state, so the partitions need not be kept for when the streamer is back.
        boolean finished = streams.close(CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!finished) {
            LOG.warn("The stream has not stopped within {} s", CLOSE_PATIENCE.toSeconds());
        }
        try {
            metrics.close();
        } catch (Exception e) { // AutoCloseable.close() declares it.
            LOG.warn("Kafka Streams' metrics cannot be closed", e);
        }
        stopped.countDown();
    }
}
