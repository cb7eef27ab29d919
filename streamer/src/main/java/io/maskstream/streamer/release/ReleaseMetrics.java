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

/**
 * Metrics of releases and of the versions that serve. To be used by one thread at a time, except for {@link #refused}.
 */
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
        // Not a gauge of Micrometer, whose name must not end with "info".
        this.info = Info.builder()
                .name("maskstream_explainer")
                .help("Explainers that are served")
                .labelNames("explainer", "version", "digest")
                .register(registry.getPrometheusRegistry());
        this.gate = Info.builder()
                .name("maskstream_explainer_gate")
                .help("Conditions of the gate that served explainers fail, and whether they were overridden")
                .labelNames("explainer", "version", "condition", "overridden")
                .register(registry.getPrometheusRegistry());
        this.failures = Counter.builder("maskstream.releases.follower.failures")
                .description("Failures of following the releases that were not caused by a single release")
                .register(registry);
        for (ReleaseRefusedException.Reason reason : ReleaseRefusedException.Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("maskstream.releases.refused")
                            .description("Refusals of releases, counted at each attempt")
                            .tag("reason", reason.code())
                            .register(registry));
        }
    }

    /** Called when a version serves from the start. */
    public void serves(Explainer explainer) {
        swaps(explainer.identity());
        takeBacks(explainer.name());
        failedTakeBacks(explainer.name());
        show(explainer);
    }

    /** Called when a version has replaced another one of the same name. */
    void swapped(Explainer explainer) {
        swaps(explainer.identity()).increment();
        show(explainer);
    }

    /** Called when following the releases failed for a reason other than a single release. */
    void followingFailed() {
        failures.increment();
    }

    /** Called when a version is announced again because a later one was worse. */
    void takenBack(String explainer) {
        takeBacks(explainer).increment();
    }

    /** Called when a version should have been announced again, but could not be. */
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
                .description("Failed attempts to take a version back by announcing the earlier one")
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
