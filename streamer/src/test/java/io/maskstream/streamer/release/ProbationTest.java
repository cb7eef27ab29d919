package io.maskstream.streamer.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbationTest {

    private static final TakeBackRule RULE = new TakeBackRule(0.8, 10, Duration.ofMinutes(5));

    @TempDir
    Path store;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private final List<ExplainerRelease> announced = new ArrayList<>();
    private Explainer first;
    private Explainer second;
    private ServedExplainers explainers;
    private StreamerMetrics metrics;
    private ReleaseMetrics releases;
    private Probation probation;
    private boolean refusing;
    private long now = Long.MAX_VALUE - 1; // A legal value of nanoTime.

    @BeforeEach
    void load() {
        first = Explainer.load(TinyExplainer.publish(store, "tiny"));
        second = Explainer.load(TinyExplainer.publish(store, "tiny"));
        explainers = new ServedExplainers(List.of(first));
        metrics = new StreamerMetrics(registry, List.of(first.identity(), second.identity()), Clock.systemUTC());
        releases = new ReleaseMetrics(registry);
        releases.serves(first);
        probation = new Probation(RULE, metrics, releases, this::announce, store.toString(), () -> now);
    }

    @AfterEach
    void close() {
        probation.close();
        explainers.close();
    }

    private void announce(ExplainerRelease release, String reason) {
        if (refusing) {
            throw new TopicAuthorizationException("explainer-releases");
        }
        assertThat(reason).startsWith("version 2 is taken back: its mean agreement through the mask");
        announced.add(release);
    }

    @Test
    void announcesTheFormerVersionOnceWhereAgreementIsTooLow() {
        swap(second);
        verified(second, 9, 0.1);
        probation.look();
        assertThat(announced).as("too few records").isEmpty();

        verified(second, 1, 0.1);
        probation.look();
        probation.look();

        assertThat(announced).hasSize(1);
        ExplainerRelease release = announced.get(0);
        assertThat(release.getVersion()).isEqualTo(1);
        assertThat(release.getLocation()).isEqualTo(store.resolve("tiny/1").toString());
        assertThat(release.getDigest()).isEqualTo(first.identity().getDigest());
        assertThat(probation.former(release)).contains(first);
        assertThat(counted("maskstream_takebacks_total")).isEqualTo(1);
    }

    @Test
    void announcesItWhereItWasReleased() {
        ExplainerRelease released = new ExplainerRelease(
                "tiny",
                1,
                "https://models.example/tiny/1",
                first.identity().getDigest(),
                first.identity().getFrozenModelDigest(),
                List.of());
        probation.located(Releases.value(released));
        swap(second);
        verified(second, 10, 0.1);

        probation.look();

        assertThat(announced).containsExactly(released);
    }

    @Test
    void keepsTheFormerVersionOpenForTheTrialAndNoLonger() {
        swap(second);
        verified(second, 20, 0.9);
        now += RULE.trial().toNanos() - 1;
        probation.look();
        first.check();

        now += 1;
        probation.look();

        assertThatThrownBy(first::check).isInstanceOf(EngineException.class);
        verified(second, 20, 0);
        probation.look();
        assertThat(announced).as("no longer watched").isEmpty();
    }

    @Test
    void whatGoesBackToAnEarlierVersionIsNotWatched() {
        swap(second);
        swap(first);

        assertThatThrownBy(second::check).isInstanceOf(EngineException.class);
        verified(first, 20, 0);
        probation.look();
        assertThat(announced).isEmpty();
        first.check();
    }

    @Test
    void triesAgainAfterAWhileWhereTheBrokersDoNotTakeIt() {
        refusing = true;
        swap(second);
        verified(second, 10, 0);
        probation.look();
        probation.look();
        assertThat(counted("maskstream_takebacks_failed_total")).isEqualTo(1);

        refusing = false;
        now += Duration.ofSeconds(30).toNanos();
        probation.look();
        assertThat(announced).hasSize(1);
    }

    private void swap(Explainer next) {
        ServedExplainers.Kept former = explainers.keep("tiny").orElseThrow();
        explainers.swap(next);
        probation.swapped(former, next.identity());
    }

    private void verified(Explainer explainer, int records, double agreement) {
        for (int i = 0; i < records; i++) {
            metrics.maskedAgreement(explainer.identity(), agreement);
        }
    }

    private double counted(String name) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
