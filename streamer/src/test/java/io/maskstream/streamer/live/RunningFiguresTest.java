package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.profile.Drift;
import io.maskstream.schemas.profile.Measure;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.drift.DriftMonitor.ExplainerDrift;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunningFiguresTest {

    private static final ExplainerIdentity ESOL = new ExplainerIdentity("esol", 1, "", "");

    private long now = 1_000_000;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    };
    private final StreamerMetrics metrics = new StreamerMetrics(PrometheusMetrics.registry(), List.of(ESOL), clock);
    private List<ExplainerDrift> drift = List.of();
    private final RunningFigures figures = new RunningFigures(metrics::totals, () -> drift, clock, 2);

    @Test
    void saysWhatHappenedSinceTheLastSample() {
        explain(10, 30, 0.2);
        now += 1000;
        figures.sample();
        explain(40, 30, 0.4);
        explain(10, 400, 0.9);
        metrics.recordRefused(RefusalReason.EMPTY);
        now += 2000;
        ObjectNode sample = figures.sample();
        assertThat(sample.get("explained").asDouble()).isEqualTo(25);
        assertThat(sample.get("refused").asDouble()).isEqualTo(0.5);
        assertThat(sample.get("median").asDouble()).isBetween(25.0, 50.0);
        assertThat(sample.get("high").asDouble()).isBetween(250.0, 500.0);
        assertThat(sample.get("areas").get("esol").asDouble()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void hasNoLatencyAndNoAreaOfNothing() {
        now += 1000;
        ObjectNode sample = figures.sample();
        assertThat(sample.get("explained").asDouble()).isZero();
        assertThat(sample.has("median")).isFalse();
        assertThat(sample.get("areas")).isEmpty();
    }

    @Test
    void showsTheMeasureThatIsFarthestFromTheFit() {
        drift = List.of(new ExplainerDrift(
                ESOL,
                new Drift(
                        500,
                        List.of(
                                new Drift.Figure(Measure.MASK_AREA, 0.1, 0.05),
                                new Drift.Figure(Measure.LENGTH, 0.4, 0.2)),
                        OptionalDouble.of(0.95))));
        now += 1000;
        assertThat(figures.sample().get("drift"))
                .hasToString("{\"esol\":{\"records\":500,\"measure\":\"length\",\"psi\":0.4,\"ndcg\":0.95}}");
    }

    @Test
    void remembersTheLastSamples() {
        for (int i = 0; i < 5; i++) {
            now += 1000;
            figures.sample();
        }
        assertThat(figures.all()).hasSize(2);
        assertThat(figures.all().get(1).get("at").asLong()).isEqualTo(now);
    }

    @Test
    void aQuantileLiesWithinItsBucket() {
        NavigableMap<Double, Long> counts = new TreeMap<>();
        counts.put(1.0, 0L);
        counts.put(2.0, 10L);
        counts.put(4.0, 10L);
        counts.put(Double.POSITIVE_INFINITY, 20L);
        assertThat(RunningFigures.quantile(counts, 0.25)).isEqualTo(1.5);
        assertThat(RunningFigures.quantile(counts, 0.5)).isEqualTo(2);
        assertThat(RunningFigures.quantile(counts, 0.95))
                .as("above the highest bound")
                .isEqualTo(4);
    }

    private void explain(int records, int latencyMillis, double area) {
        for (int i = 0; i < records; i++) {
            metrics.recordExplained(ESOL, now - latencyMillis);
            metrics.maskArea(ESOL, area);
        }
    }
}
