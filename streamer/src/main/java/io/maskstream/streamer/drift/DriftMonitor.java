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
 * Compares the last records of each explainer that serves with what it was fitted to, where its manifest has a profile. A version that
 * is swapped in starts a window of its own. Safe for use by several threads.
 */
public final class DriftMonitor {

    /** For how long figures are kept: whoever asks more often costs no more. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final ServedExplainers explainers;
    private final int windowRecords;
    private final LongSupplier nanoClock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private List<ExplainerDrift> figures = List.of();
    private long figuresNanos;

    private record Window(Explainer explainer, ObservedExplainer observed, DriftWindow records) {}

    /**
     * Of explainers that serve.
     *
     * @param windowRecords how many of each explainer's last records are compared; 0 for none, so that nothing is observed
     * @param nanoClock such as {@link System#nanoTime}
     */
    public DriftMonitor(ServedExplainers explainers, int windowRecords, LongSupplier nanoClock) {
        this.explainers = explainers;
        this.windowRecords = windowRecords;
        this.nanoClock = nanoClock;
        this.figuresNanos = nanoClock.getAsLong() - FRESH.toNanos();
    }

    /** Whether the records of an explainer are compared with anything. */
    public boolean observes(Explainer explainer) {
        return windowRecords > 0 && explainer.manifest().profile() != null;
    }

    /**
     * Takes what an explainer said of some records into account, if it serves.
     *
     * @param outputs one a record, all of them numbers
     */
    public void explained(Explainer explainer, List<EncodedInput> inputs, List<ModelOutput> outputs) {
        if (!observes(explainer)) {
            return;
        }
        Window window = windows.get(explainer.name());
        if (window == null || window.explainer() != explainer) {
            if (!explainers.all().contains(explainer)) {
                // The last records of a version that serves no more, or those of one that is tried beside.
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

    /** Of the class that is predicted, whichever one the request asks about. */
    private static Observation observation(ObservedExplainer observed, EncodedInput input, ModelOutput output) {
        if (output.evidence() == null) {
            return observed.observe(input, output.prediction(), output.mask(), null, 0);
        }
        ModelOutput.Evidence evidence = output.evidence()[ObservedExplainer.predicted(output.prediction())];
        return observed.observe(input, output.prediction(), output.mask(), evidence.values(), evidence.baseline());
    }

    /** How far the records of each explainer are from its profile; of those alone whose window is half full or more. */
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

    /** How far the last records of an explainer are from its profile. */
    public record ExplainerDrift(ExplainerIdentity explainer, Drift drift) {}
}
