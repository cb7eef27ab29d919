package io.maskstream.streamer.release;

import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.background.ThreadPriority;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.shadow.Candidates;
import io.maskstream.streamer.shadow.ShadowMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in candidates, with the same checks as releases, on a thread of its own, so that a candidate that is slow to
 * load or hangs does not delay releases.
 */
public final class CandidateReleases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CandidateReleases.class);

    /** Time until a location that could not be reached is tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ReleaseIntake intake;
    private final ServedExplainers serving;
    private final Candidates candidates;
    private final ShadowMetrics metrics;
    private final ScheduledExecutorService thread;

    /** The last announcement of each explainer's candidate. */
    private final Map<String, byte[]> announced = new HashMap<>();

    /**
     * Does not take in anything yet.
     *
     * @param intake an intake for candidates only, used by this thread
     */
    public CandidateReleases(
            ReleaseIntake intake, ServedExplainers serving, Candidates candidates, ShadowMetrics metrics) {
        this.intake = intake;
        this.serving = serving;
        this.candidates = candidates;
        this.metrics = metrics;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(
                    () -> {
                        ThreadPriority.lower();
                        task.run();
                    },
                    "maskstream-candidates");
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(
                () -> safely(() -> intake.postponed().forEach(this::load)),
                PAUSE.toMillis(),
                PAUSE.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Called when a candidate was announced. Returns at once.
     *
     * @param explainer name of the explainer; ignored if it does not serve here
     * @param value value of the record; null if the candidate was withdrawn
     */
    public void announced(String explainer, byte[] value) {
        thread.execute(() -> safely(() -> take(explainer, value)));
    }

    /** Keeps the thread alive after a failure. */
    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("Handling a candidate failed; later candidates are still handled", e);
        }
    }

    private void take(String explainer, byte[] value) {
        if (serving.identity(explainer).isEmpty()
                || (value != null && Arrays.equals(value, announced.get(explainer)))) {
            return;
        }
        announced.put(explainer, value);
        intake.withdraw(explainer);
        candidates.identity(explainer).ifPresent(before -> {
            candidates.remove(before);
            LOG.info("Candidate {} of {} is no longer used", before.getVersion(), explainer);
        });
        if (value != null) {
            load(explainer, value);
        }
    }

    private void load(String explainer, byte[] value) {
        long start = System.nanoTime();
        Optional<Explainer> loaded = intake.take(
                explainer,
                value,
                Optional.empty(),
                serving.all().stream()
                        .filter(other -> other.name().equals(explainer))
                        .map(Explainer::kind)
                        .findFirst());
        if (loaded.isEmpty()) {
            metrics.failed(explainer, ShadowMetrics.Failure.REFUSED);
            return;
        }
        candidates.put(loaded.get());
        LOG.info(
                "Candidate {} of {} is compared with the version that serves; it was loaded in {} ms",
                loaded.get().identity().getVersion(),
                Quotes.shown(explainer),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    /** Takes in nothing more. A candidate that is being loaded is dropped. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
