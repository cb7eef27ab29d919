package io.maskstream.streamer.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.streams.KafkaStreams;

/** Creates the registry that Prometheus scrapes. */
public final class PrometheusMetrics {

    /** The few of Kafka Streams' hundreds of series that operators look at. */
    private static final Set<String> KAFKA_METRICS = Set.of(
            "kafka.stream.client.state",
            "kafka.stream.alive.stream.threads",
            "kafka.stream.failed.stream.threads",
            "kafka.stream.thread.commit.total",
            "kafka.stream.thread.commit.ratio",
            "kafka.stream.thread.commit.latency.avg",
            "kafka.stream.thread.commit.latency.max",
            "kafka.stream.thread.poll.ratio",
            "kafka.stream.thread.poll.records.avg",
            "kafka.stream.thread.process.total",
            "kafka.stream.thread.process.ratio",
            "kafka.stream.task.dropped.records.total",
            "kafka.consumer.fetch.manager.records.lag",
            "kafka.consumer.fetch.manager.records.lag.max",
            "kafka.consumer.coordinator.rebalance.total",
            "kafka.consumer.coordinator.last.rebalance.seconds.ago",
            "kafka.producer.record.error.total",
            "kafka.producer.txn.commit.time.ns.total");

    private static final Duration KAFKA_METRICS_REFRESH = Duration.ofSeconds(5);

    private PrometheusMetrics() {}

    /**
     * Creates a registry for the streamer's own meters, the useful ones of Kafka Streams, and the memory of the
     * process.
     */
    public static PrometheusMeterRegistry registry() {
        return registry(new RecordTraces());
    }

    /** Creates a registry that adds exemplars from the traces of the measured records. */
    public static PrometheusMeterRegistry registry(RecordTraces traces) {
        PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, traces);
        registry.config().meterFilter(MeterFilter.deny(PrometheusMetrics::isNoise));
        BuildInfo.read().register(registry);
        // From Prometheus' own client, because Micrometer does not report the resident memory, most of which
        // TensorFlow uses.
        JvmMetrics.builder().register(registry.getPrometheusRegistry());
        return registry;
    }

    private static boolean isNoise(Meter.Id id) {
        return id.getName().startsWith("kafka.") && KAFKA_METRICS.stream().noneMatch(id.getName()::startsWith);
    }

    /** Reports the metrics of a stream until the returned object is closed. */
    public static AutoCloseable follow(KafkaStreams streams, PrometheusMeterRegistry registry) {
        ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "maskstream-kafka-metrics");
            thread.setDaemon(true);
            return thread;
        });
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, Tags.empty(), refresher, KAFKA_METRICS_REFRESH);
        metrics.bindTo(registry);
        return () -> {
            metrics.close();
            refresher.shutdownNow();
        };
    }
}
