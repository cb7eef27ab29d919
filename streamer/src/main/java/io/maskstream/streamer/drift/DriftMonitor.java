package io.maskstream.streamer.drift;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.profile.Drift;
import io.maskstream.schemas.profile.Observation;
import io.maskstream.schemas.profile.ObservedExplainer;
import io.maskstream.schemas.profile.ProfileComparison;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.ServedExplainers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Compares the most recent records of each explainer that serves with the records it was fitted to, if its manifest has
 * a profile of them. A version that is swapped in starts a new window. Safe for use by several threads.
 */
public final class DriftMonitor {

    /** How long figures are cached, so that frequent scrapes cost no more. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final ServedExplainers explainers;
    private final int windowRecords;
    private final LongSupplier nanoClock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private List<ExplainerDrift> figures = List.of();
    private long figuresNanos;

    private record Window(Explainer explainer, ObservedExplainer observed, DriftWindow records) {}

    /**
     * Creates a monitor of the explainers that serve.
     *
     * @param windowRecords number of most recent records of each explainer that are compared; with 0, nothing is
     *     observed
     * @param nanoClock the time in nanoseconds, such as {@link System#nanoTime}
     */
    public DriftMonitor(ServedExplainers explainers, int windowRecords, LongSupplier nanoClock) {
        this.explainers = explainers;
        this.windowRecords = windowRecords;
        this.nanoClock = nanoClock;
        this.figuresNanos = nanoClock.getAsLong() - FRESH.toNanos();
    }

    /** Returns whether the records of an explainer are compared with a profile. */
    public boolean observes(Explainer explainer) {
        return windowRecords > 0 && explainer.manifest().profile() != null;
    }

    /**
     * Adds an explainer's answers for some records to its window, if it serves.
     *
     * @param outputs one for each record; all numbers are finite
     */
    public void explained(Explainer explainer, List<EncodedInput> inputs, List<ModelOutput> outputs) {
        if (!observes(explainer)) {
            return;
        }
        Window window = windows.get(explainer.name());
        if (window == null || window.explainer() != explainer) {
            if (!explainers.all().contains(explainer)) {
                // These are the last records of a version that no longer serves, or records of a candidate.
                return;
            }
            window = windows.compute(
                    explainer.name(),
                    (name, present) ->
                            present != null && present.explainer() == explainer ? present : window(explainer));
        }
        List<Observation> observations = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            observations.add(observation(window.observed(), inputs.get(i), outputs.get(i)));
        }
        window.records().add(observations);
    }

    private Window window(Explainer explainer) {
        Manifest manifest = explainer.manifest();
        ObservedExplainer observed = ObservedExplainer.of(manifest.input(), manifest.output(), manifest.evidence());
        return new Window(
                explainer,
                observed,
                new DriftWindow(new ProfileComparison(manifest.profile(), observed), windowRecords));
    }

    /** Observes the evidence for the predicted class, whichever class the request asks about. */
    private static Observation observation(ObservedExplainer observed, EncodedInput input, ModelOutput output) {
        if (output.evidence() == null) {
            return observed.observe(input, output.prediction(), output.mask(), null, 0);
        }
        ModelOutput.Evidence evidence = output.evidence()[ObservedExplainer.predicted(output.prediction())];
        return observed.observe(input, output.prediction(), output.mask(), evidence.values(), evidence.baseline());
    }

    /** Returns the drift of each explainer from its profile; only of those whose window is at least half full. */
    public synchronized List<ExplainerDrift> figures() {
        long now = nanoClock.getAsLong();
        if (now - figuresNanos >= FRESH.toNanos()) {
            figuresNanos = now;
            figures = explainers.all().stream()
                    .map(explainer -> windows.get(explainer.name()))
                    .filter(window -> window != null && explainers.all().contains(window.explainer()))
                    .flatMap(window -> window.records().drift().stream()
                            .map(drift -> new ExplainerDrift(window.explainer().identity(), drift)))
                    .toList();
        }
        return figures;
    }

    /** Distance of an explainer's most recent records from its profile. */
    public record ExplainerDrift(ExplainerIdentity explainer, Drift drift) {}
}
