package io.maskstream.streamer.release;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the version ready that a later one has replaced, and watches the later one's agreement through the mask. If it
 * is too low, the earlier version is announced again. Every streamer that follows the releases, including this one,
 * then returns to it, and also serves it after a restart. A return to an earlier version is not watched, so that two
 * versions cannot replace each other for ever. To be used by one thread at a time.
 */
public final class Probation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

    /** Time until brokers that did not accept an announcement are asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final AvroCodec<ExplainerRelease> codec = AvroCodec.singleObject(ExplainerRelease.class);
    private final TakeBackRule rule;
    private final StreamerMetrics metrics;
    private final ReleaseMetrics releases;
    private final ReleaseDesk desk;
    private final String storeLocation;
    private final LongSupplier nanoTime;
    private final Map<String, Trial> trials = new HashMap<>();

    /** Announced locations of versions, by their digests. */
    private final Map<String, String> locations = new HashMap<>();

    /**
     * Does not watch anything yet.
     *
     * @param producer settings of the producer for announcements
     * @param topic the releases topic
     * @param storeLocation location of the store, for versions that came from it without a release
     */
    public Probation(
            TakeBackRule rule,
            StreamerMetrics metrics,
            ReleaseMetrics releases,
            Map<String, Object> producer,
            String topic,
            String storeLocation) {
        this(rule, metrics, releases, new TopicDesk(producer, topic), storeLocation, System::nanoTime);
    }

    Probation(
            TakeBackRule rule,
            StreamerMetrics metrics,
            ReleaseMetrics releases,
            ReleaseDesk desk,
            String storeLocation,
            LongSupplier nanoTime) {
        this.rule = rule;
        this.metrics = metrics;
        this.releases = releases;
        this.desk = desk;
        this.storeLocation = storeLocation;
        this.nanoTime = nanoTime;
    }

    private static final class Trial {
        private final ServedExplainers.Kept former;
        private final ExplainerIdentity watched;
        private final AgreementWindow window;
        private final long endNanos;
        private boolean announced;
        private long triedNanos;
        private boolean tried;

        Trial(ServedExplainers.Kept former, ExplainerIdentity watched, AgreementWindow window, long endNanos) {
            this.former = former;
            this.watched = watched;
            this.window = window;
            this.endNanos = endNanos;
        }
    }

    /** Records the location in a release; a release that cannot be read is ignored. */
    public void located(byte[] value) {
        try {
            located(codec.decode(value));
        } catch (UnreadableRecordException e) {
            LOG.debug("A release cannot be read; the intake refuses it", e);
        }
    }

    private void located(ExplainerRelease release) {
        locations.put(release.getDigest(), release.getLocation());
    }

    /** Returns the version that a release returns to, if it is kept here exactly as that release describes it. */
    Optional<Explainer> former(ExplainerRelease release) {
        located(release);
        return Optional.ofNullable(trials.get(release.getName()))
                .map(trial -> trial.former.explainer())
                .filter(explainer -> explainer.identity().getDigest().equals(release.getDigest())
                        && explainer.reservations().despite().equals(release.getDespite()));
    }

    /**
     * Called when a version has replaced another one.
     *
     * @param former the replaced version, kept for this purpose; closed as soon as it is no longer needed
     */
    void swapped(ServedExplainers.Kept former, ExplainerIdentity next) {
        end(next.getName());
        if (next.getVersion() <= former.explainer().identity().getVersion()) {
            former.close();
            return;
        }
        AgreementWindow window = new AgreementWindow(rule.records(), metrics.agreement(next));
        trials.put(
                next.getName(),
                new Trial(
                        former,
                        next,
                        window,
                        nanoTime.getAsLong() + rule.trial().toNanos()));
    }

    /** Returns whether an explainer is kept here. */
    boolean keeps(Explainer explainer) {
        return trials.values().stream().anyMatch(trial -> trial.former.explainer() == explainer);
    }

    /** Checks the versions that are watched; must be called about once a second. */
    void look() {
        for (Trial trial : List.copyOf(trials.values())) {
            OptionalDouble mean = trial.window.mean(metrics.agreement(trial.watched));
            if (trial.announced) {
                // The earlier version returns as soon as its announcement is read from the topic.
                continue;
            }
            if (mean.isPresent() && mean.getAsDouble() < rule.agreement()) {
                takeBack(trial, mean.getAsDouble());
            } else if (nanoTime.getAsLong() - trial.endNanos >= 0) {
                LOG.info(
                        "Version {} of {} is no longer watched; the version before it is closed",
                        trial.watched.getVersion(),
                        trial.watched.getName());
                end(trial.watched.getName());
            }
        }
    }

    private void takeBack(Trial trial, double mean) {
        if (trial.tried && nanoTime.getAsLong() - trial.triedNanos < PAUSE.toNanos()) {
            return;
        }
        ExplainerIdentity former = trial.former.explainer().identity();
        String reason = String.format(
                Locale.ROOT,
                "version %d is taken back: its mean agreement through the mask over the last %d verified records is %.3f,"
                        + " below %s",
                trial.watched.getVersion(),
                rule.records(),
                mean,
                rule.agreement());
        try {
            desk.announce(release(trial.former.explainer()), reason);
            trial.announced = true;
            releases.takenBack(former.getName());
            LOG.warn("Version {} of {} is announced again: {}", former.getVersion(), former.getName(), reason);
        } catch (KafkaException e) {
            trial.tried = true;
            trial.triedNanos = nanoTime.getAsLong();
            releases.takeBackFailed(former.getName());
            LOG.error(
                    "Version {} of {} cannot be announced again ({}): {}",
                    former.getVersion(),
                    former.getName(),
                    reason,
                    Quotes.oneLine(String.valueOf(e.getMessage())));
        }
    }

    private ExplainerRelease release(Explainer explainer) {
        ExplainerIdentity identity = explainer.identity();
        return ExplainerRelease.newBuilder()
                .setName(identity.getName())
                .setVersion(identity.getVersion())
                .setLocation(locations.getOrDefault(
                        identity.getDigest(), storeLocation + "/" + identity.getName() + "/" + identity.getVersion()))
                .setDigest(identity.getDigest())
                .setFrozenModelDigest(identity.getFrozenModelDigest())
                .setDespite(explainer.reservations().despite())
                .build();
    }

    private void end(String name) {
        Trial trial = trials.remove(name);
        if (trial != null) {
            trial.former.close();
        }
    }

    @Override
    public void close() {
        List.copyOf(trials.keySet()).forEach(this::end);
    }
}
