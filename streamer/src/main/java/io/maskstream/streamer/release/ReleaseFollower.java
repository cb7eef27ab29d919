package io.maskstream.streamer.release;

import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.background.ThreadPriority;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the releases on a thread of its own: fetches, checks, loads and warms up each release while the stream
 * continues with the previous version, and then swaps it in.
 */
public final class ReleaseFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseFollower.class);

    private static final Duration POLL = Duration.ofSeconds(1);

    /** Time until a missing topic, refusing brokers or an unreachable location are tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final ReleaseTopic topic;
    private final ReleaseIntake intake;
    private final ServedExplainers explainers;
    private final Set<String> pinned;
    private final StreamerMetrics metrics;
    private final ReleaseMetrics releases;
    private final BiConsumer<String, byte[]> candidates;
    private final Optional<Probation> probation;
    private final Duration pause;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "maskstream-releases");
    private volatile String failure = "Releases are no longer followed";
    private volatile boolean started;
    private long lastTry;

    /**
     * Does not follow anything yet.
     *
     * @param topic the releases topic, closed at the end
     * @param pinned names of explainers whose releases are ignored
     * @param candidates receives the name of each explainer whose candidate is announced, and the value of the record;
     *     null if it was withdrawn
     * @param probation takes versions back, closed at the end; empty if no version is taken back
     */
    public ReleaseFollower(
            ReleaseTopic topic,
            ReleaseIntake intake,
            ServedExplainers explainers,
            Set<String> pinned,
            StreamerMetrics metrics,
            ReleaseMetrics releases,
            BiConsumer<String, byte[]> candidates,
            Optional<Probation> probation) {
        this(topic, intake, explainers, pinned, metrics, releases, candidates, probation, PAUSE);
    }

    ReleaseFollower(
            ReleaseTopic topic,
            ReleaseIntake intake,
            ServedExplainers explainers,
            Set<String> pinned,
            StreamerMetrics metrics,
            ReleaseMetrics releases,
            BiConsumer<String, byte[]> candidates,
            Optional<Probation> probation,
            Duration pause) {
        this.topic = topic;
        this.intake = intake;
        this.explainers = explainers;
        this.pinned = Set.copyOf(pinned);
        this.metrics = metrics;
        this.releases = releases;
        this.candidates = candidates;
        this.probation = probation;
        this.pause = pause;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, e) -> ended(e));
    }

    /** Starts to follow. */
    public void start() {
        lastTry = System.nanoTime();
        thread.start();
        started = true;
    }

    /** Returns whether releases are followed or will be; false only if following has ended unexpectedly. */
    public boolean isAlive() {
        return !started || thread.isAlive() || closing.getCount() == 0;
    }

    /** Returns why releases are no longer followed; empty while {@link #isAlive}. */
    public Optional<String> failure() {
        return isAlive() ? Optional.empty() : Optional.of(failure);
    }

    private void run() {
        // Loading and warming up take seconds of processor time that the stream may need.
        ThreadPriority.lower();
        try (topic) {
            while (closing.getCount() > 0) {
                follow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended(e);
        } finally {
            probation.ifPresent(Probation::close);
        }
    }

    /** Makes the failure visible in the health of this process, because no more releases will be taken. */
    private void ended(Throwable e) {
        if (closing.getCount() > 0) {
            failure = "Releases are no longer followed: " + Quotes.oneLine(e.toString());
            releases.followingFailed();
            LOG.error("Releases are no longer followed; restart the streamer", e);
        }
    }

    private void follow() throws InterruptedException {
        try {
            if (!topic.find()) {
                waitUnlessClosing();
                return;
            }
            topic.poll(POLL).forEach(this::take);
            probation.ifPresent(Probation::look);
            if (System.nanoTime() - lastTry > pause.toNanos()) {
                lastTry = System.nanoTime();
                intake.postponed().forEach(this::take);
            }
        } catch (WakeupException e) {
            LOG.debug("Woken up to close", e);
        } catch (KafkaException e) {
            LOG.warn("The releases cannot be read at the moment: {}", Quotes.oneLine(e.toString()));
            waitUnlessClosing();
        } catch (RuntimeException | Error e) {
            // Keeps the thread alive after a failure.
            releases.followingFailed();
            LOG.error("Following the releases failed and is retried", e);
            waitUnlessClosing();
        }
    }

    private void waitUnlessClosing() throws InterruptedException {
        if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("Closing");
        }
    }

    private void take(String name, byte[] value) {
        Optional<String> tried = CandidateKey.explainer(name);
        if (tried.isPresent()) {
            candidates.accept(tried.get(), value);
            return;
        }
        Optional<Explainer> serving = explainers.all().stream()
                .filter(explainer -> explainer.name().equals(name))
                .findFirst();
        if (serving.isEmpty() || closing.getCount() == 0) {
            return;
        }
        if (value == null) {
            intake.withdraw(name);
        } else if (pinned.contains(name)) {
            LOG.info("A release of {} is ignored: the explainer is pinned to a version", name);
        } else {
            take(serving.get(), value);
        }
    }

    private void take(Explainer before, byte[] value) {
        ExplainerIdentity old = before.identity();
        long start = System.nanoTime();
        Optional<Explainer> next = intake.take(
                before.name(),
                value,
                Optional.of(old.getDigest()),
                Optional.of(before.kind()),
                release -> probation.flatMap(kept -> kept.former(release)));
        next.ifPresent(explainer -> {
            swap(explainer);
            LOG.info(
                    "Version {} of {} now serves instead of version {}; it was fetched, checked and warmed up in {}"
                            + " ms",
                    explainer.identity().getVersion(),
                    explainer.name(),
                    old.getVersion(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        });
    }

    private void swap(Explainer next) {
        Optional<ServedExplainers.Kept> former = probation.flatMap(kept -> explainers.keep(next.name()));
        try {
            metrics.prepare(next.identity());
            explainers.swap(next);
        } catch (RuntimeException | Error e) {
            releases.refused(ReleaseRefusedException.Reason.FAILED);
            former.ifPresent(ServedExplainers.Kept::close);
            if (probation.filter(kept -> kept.keeps(next)).isEmpty()) {
                next.close();
            }
            throw e;
        }
        releases.swapped(next);
        former.ifPresent(kept -> probation.orElseThrow().swapped(kept, next.identity()));
    }

    /** Stops following. A release that is being loaded is dropped. */
    @Override
    public void close() {
        closing.countDown();
        topic.wakeUp();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("A release is still being loaded; it is dropped when that is done");
        }
    }
}
