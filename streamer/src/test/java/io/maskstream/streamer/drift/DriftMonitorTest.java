package io.maskstream.streamer.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.profile.Drift;
import io.maskstream.schemas.profile.Measure;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares real explanations of reviews and of other texts with the profile of reviews. */
class DriftMonitorTest {

    private static final int WINDOW = 400;

    /** Same thresholds as those of the alerts. */
    private static final double HIGHEST_INDEX = 0.25;

    private static final double LOWEST_GAIN = 0.9;

    @TempDir
    static Path store;

    private static ServedExplainers explainers;
    private static Explainer profiled;
    private static Explainer plain;

    private long now;
    private final DriftMonitor monitor = new DriftMonitor(explainers, WINDOW, () -> now);

    @BeforeAll
    static void load() {
        explainers = ServedExplainers.load(List.of(
                MadeUpReviews.publishExplainer(store, "profiled"), TinyReviewExplainer.publish(store, "plain")));
        profiled = explainers.all().get(0);
        plain = explainers.all().get(1);
    }

    @AfterAll
    static void close() {
        explainers.close();
    }

    @Test
    void otherReviewsOfTheSameSortAreNoDrift() {
        explain(monitor, profiled, MadeUpReviews.reviews(2000, 2));

        Drift drift = onlyDrift();
        assertThat(drift.records()).isBetween(WINDOW / 2, WINDOW);
        assertThat(drift.measures())
                .extracting(Drift.Figure::measure)
                .containsExactly(
                        Measure.MASK_AREA,
                        Measure.PREDICTION,
                        Measure.CONFIDENCE,
                        Measure.LENGTH,
                        Measure.UNKNOWN_SHARE,
                        Measure.REMAINDER);
        assertThat(drift.measures())
                .allSatisfy(figure -> assertThat(figure.populationStability()).isLessThan(HIGHEST_INDEX / 2));
        assertThat(drift.partGain().orElseThrow()).isGreaterThan((1 + LOWEST_GAIN) / 2);
    }

    @Test
    void textsOfAnotherSortAreAndStopBeingSoWhenTheyEnd() {
        explain(monitor, profiled, MadeUpReviews.reviews(WINDOW, 3));
        explain(monitor, profiled, MadeUpReviews.remarks(WINDOW, 4));

        Drift drift = onlyDrift();
        for (Measure measure : List.of(Measure.LENGTH, Measure.UNKNOWN_SHARE, Measure.MASK_AREA)) {
            assertThat(index(drift, measure)).as(measure.label()).isGreaterThan(1);
        }
        assertThat(drift.partGain().orElseThrow()).isLessThan(LOWEST_GAIN);

        explain(monitor, profiled, MadeUpReviews.reviews(WINDOW, 5));
        now += 1_000_000_000;
        assertThat(index(onlyDrift(), Measure.LENGTH)).isLessThan(HIGHEST_INDEX / 2);
        assertThat(onlyDrift().partGain().orElseThrow()).isGreaterThan(LOWEST_GAIN);
    }

    @Test
    void figuresBeginWithHalfAWindow() {
        explain(monitor, profiled, MadeUpReviews.reviews(WINDOW / 2 - 1, 6));
        assertThat(monitor.figures()).isEmpty();

        explain(monitor, profiled, MadeUpReviews.reviews(1, 7));
        assertThat(monitor.figures()).as("cached for a second").isEmpty();
        now += 1_000_000_000;
        assertThat(onlyDrift().records()).isEqualTo(WINDOW / 2);
    }

    @Test
    void anExplainerWithoutAProfileAndAMonitorThatIsOffHaveNoSeries() {
        DriftMonitor off = new DriftMonitor(explainers, 0, () -> now);
        PrometheusMeterRegistry registry = PrometheusMetrics.registry();
        DriftMetrics.register(off, registry.getPrometheusRegistry());
        explain(off, profiled, MadeUpReviews.reviews(WINDOW, 8));
        explain(monitor, plain, MadeUpReviews.reviews(WINDOW, 8));

        assertThat(off.observes(profiled)).isFalse();
        assertThat(monitor.observes(plain)).isFalse();
        assertThat(monitor.figures()).isEmpty();
        assertThat(registry.scrape()).doesNotContain("maskstream_drift_psi{");
    }

    @Test
    void aVersionThatIsSwappedInStartsAWindowOfItsOwn() {
        Explainer first = Explainer.load(MadeUpReviews.publishExplainer(store, "swapped"));
        ServedExplainers swapped = new ServedExplainers(List.of(first));
        DriftMonitor itsMonitor = new DriftMonitor(swapped, WINDOW, () -> now);
        PrometheusMeterRegistry registry = PrometheusMetrics.registry();
        DriftMetrics.register(itsMonitor, registry.getPrometheusRegistry());
        Explainer next = Explainer.load(MadeUpReviews.publishExplainer(store, "swapped"));
        List<EncodedInput> remarks = MadeUpReviews.encoded(first, MadeUpReviews.remarks(WINDOW, 9));
        List<ModelOutput> outputs = MadeUpReviews.explained(first, remarks);
        itsMonitor.explained(first, remarks, outputs);
        // A candidate does not count.
        itsMonitor.explained(next, remarks, outputs);
        assertThat(registry.scrape())
                .contains("maskstream_drift_window_records{explainer=\"swapped\",version=\"1\"} 400.0");

        swapped.swap(next);
        // From a poll that started earlier.
        itsMonitor.explained(first, remarks, outputs);
        now += 1_000_000_000;
        assertThat(registry.scrape()).doesNotContain("maskstream_drift_window_records{");

        explain(itsMonitor, next, MadeUpReviews.reviews(WINDOW / 2, 10));
        now += 1_000_000_000;
        assertThat(registry.scrape())
                .contains("maskstream_drift_window_records{explainer=\"swapped\",version=\"2\"} 200.0")
                .doesNotContain("explainer=\"swapped\",version=\"1\"");
        swapped.close();
    }

    @Test
    void threadsLoseNoRecord() throws Exception {
        DriftMonitor large = new DriftMonitor(explainers, 100_000, System::nanoTime);
        List<EncodedInput> inputs = MadeUpReviews.encoded(profiled, MadeUpReviews.reviews(50, 11));
        List<ModelOutput> outputs = MadeUpReviews.explained(profiled, inputs);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                running.add(threads.submit(
                        () -> IntStream.range(0, 300).forEach(i -> large.explained(profiled, inputs, outputs))));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        // 60,000: one full half, and 10,000 records of the next one.
        assertThat(large.figures().get(0).drift().records()).isEqualTo(60_000);
    }

    private static void explain(DriftMonitor monitor, Explainer explainer, List<String> texts) {
        List<EncodedInput> inputs = MadeUpReviews.encoded(explainer, texts);
        for (int start = 0; start < inputs.size(); start += 32) {
            List<EncodedInput> batch = inputs.subList(start, Math.min(start + 32, inputs.size()));
            monitor.explained(explainer, batch, MadeUpReviews.explained(explainer, batch));
        }
    }

    private Drift onlyDrift() {
        List<DriftMonitor.ExplainerDrift> figures = monitor.figures();
        assertThat(figures).hasSize(1);
        assertThat(figures.get(0).explainer()).isEqualTo(profiled.identity());
        return figures.get(0).drift();
    }

    private static double index(Drift drift, Measure measure) {
        return drift.measures().stream()
                .filter(figure -> figure.measure() == measure)
                .findFirst()
                .orElseThrow()
                .populationStability();
    }
}
