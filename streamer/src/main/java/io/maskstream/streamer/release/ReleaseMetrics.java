package io.maskstream.streamer.release;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What is counted of releases, and which versions serve. For one thread at a time. */
public final class ReleaseMetrics {

    private final PrometheusMeterRegistry registry;
    private final Info info;
    private final Counter failures;
    private final Map<String, ExplainerIdentity> serving = new HashMap<>();
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
    public void serves(ExplainerIdentity explainer) {
        swaps(explainer);
        show(explainer);
    }

    /** A version serves in the place of another one of the same name. */
    void swapped(ExplainerIdentity explainer) {
        swaps(explainer).increment();
        show(explainer);
    }

    /** Following the releases failed, for another reason than one of them. */
    void followingFailed() {
        failures.increment();
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

    private void show(ExplainerIdentity explainer) {
        ExplainerIdentity before = serving.put(explainer.getName(), explainer);
        info.addLabelValues(labels(explainer));
        if (before != null && !before.equals(explainer)) {
            info.remove(labels(before));
        }
    }

    private static String[] labels(ExplainerIdentity explainer) {
        return new String[] {explainer.getName(), Integer.toString(explainer.getVersion()), explainer.getDigest()};
    }
}
