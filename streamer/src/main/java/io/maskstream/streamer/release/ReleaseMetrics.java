package io.maskstream.streamer.release;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Explainer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is counted of releases, and which versions serve. For one thread at a time, but for {@link #refused}. */
public final class ReleaseMetrics {

    private final PrometheusMeterRegistry registry;
    private final Info info;
    private final Info gate;
    private final Counter failures;
    private final Map<String, Explainer> serving = new HashMap<>();
    private final Map<ReleaseRefusedException.Reason, Counter> refused =
            new EnumMap<>(ReleaseRefusedException.Reason.class);

    /** Registers the meters. */
    public ReleaseMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        // Not a gauge of Micrometer: the name of one may not end with "info".
        this.info = Info.builder()
                .name("maskstream_explainer")
                .help("Explainers that are served")
                .labelNames("explainer", "version", "digest")
                .register(registry.getPrometheusRegistry());
        this.gate = Info.builder()
                .name("maskstream_explainer_gate")
                .help("Conditions of the gate that explainers fail that are served, and whether they were overridden")
                .labelNames("explainer", "version", "condition", "overridden")
                .register(registry.getPrometheusRegistry());
        this.failures = Counter.builder("maskstream.releases.follower.failures")
                .description("Times that following the releases failed, for another reason than one of them")
                .register(registry);
        for (ReleaseRefusedException.Reason reason : ReleaseRefusedException.Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("maskstream.releases.refused")
                            .description("Releases that were not taken up, each time that they were tried")
                            .tag("reason", reason.code())
                            .register(registry));
        }
    }

    /** A version serves from the start. */
    public void serves(Explainer explainer) {
        swaps(explainer.identity());
        takeBacks(explainer.name());
        failedTakeBacks(explainer.name());
        show(explainer);
    }

    /** A version serves in the place of another one of the same name. */
    void swapped(Explainer explainer) {
        swaps(explainer.identity()).increment();
        show(explainer);
    }

    /** Following the releases failed, for another reason than one of them. */
    void followingFailed() {
        failures.increment();
    }

    /** A version is announced again because a later one was worse. */
    void takenBack(String explainer) {
        takeBacks(explainer).increment();
    }

    /** A version should have been announced again, and could not. */
    void takeBackFailed(String explainer) {
        failedTakeBacks(explainer).increment();
    }

    private Counter takeBacks(String explainer) {
        return Counter.builder("maskstream.takebacks")
                .description("Versions that this streamer took back because their agreement was too low")
                .tag("explainer", explainer)
                .register(registry);
    }

    private Counter failedTakeBacks(String explainer) {
        return Counter.builder("maskstream.takebacks.failed")
                .description("Times that a version was to be taken back and could not be announced")
                .tag("explainer", explainer)
                .register(registry);
    }

    void refused(ReleaseRefusedException.Reason reason) {
        refused.get(reason).increment();
    }

    private Counter swaps(ExplainerIdentity explainer) {
        return Counter.builder("maskstream.explainer.swaps")
                .description("Versions that were swapped in while running")
                .tag("explainer", explainer.getName())
                .register(registry);
    }

    private void show(Explainer explainer) {
        Explainer before = serving.put(explainer.name(), explainer);
        if (before != null) {
            conditions(before).forEach(gate::remove);
        }
        conditions(explainer).forEach(gate::addLabelValues);
        info.addLabelValues(labels(explainer.identity()));
        if (before != null && !before.identity().equals(explainer.identity())) {
            info.remove(labels(before.identity()));
        }
    }

    private static List<String[]> conditions(Explainer explainer) {
        return explainer.reservations().fails().stream()
                .map(failure -> new String[] {
                    explainer.name(),
                    Integer.toString(explainer.identity().getVersion()),
                    failure.condition(),
                    Boolean.toString(explainer.reservations().overridden(failure))
                })
                .toList();
    }

    private static String[] labels(ExplainerIdentity explainer) {
        return new String[] {explainer.getName(), Integer.toString(explainer.getVersion()), explainer.getDigest()};
    }
}
