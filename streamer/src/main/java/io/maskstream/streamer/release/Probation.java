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
 * Keeps the version ready that a later one has replaced, and watches the later one's agreement through the mask. Where that is
 * too low, the earlier version is announced again: whoever follows the releases goes back to it, this streamer too, and serves
 * it after a restart. What goes back to an earlier version is not watched, lest two versions replace each other for ever. For
 * one thread at a time.
 */
public final class Probation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

    /** Until brokers that did not take an announcement are asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final AvroCodec<ExplainerRelease> codec = AvroCodec.singleObject(ExplainerRelease.class);
    private final TakeBackRule rule;
    private final StreamerMetrics metrics;
    private final ReleaseMetrics releases;
    private final ReleaseDesk desk;
    private final String storeLocation;
    private final LongSupplier nanoTime;
    private final Map<String, Trial> trials = new HashMap<>();

    /** Where versions were announced to lie, by their digests. */
    private final Map<String, String> locations = new HashMap<>();

    /**
     * Watches nothing yet.
     *
     * @param producer settings of a producer, with which it announces
     * @param topic of releases
     * @param storeLocation of the store, for versions that came from there without a release
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

    /** Takes note of where a release says that it lies; one that cannot be read is passed by. */
    public void located(byte[] value) {
        try {
            located(codec.decode(value));
        } catch (UnreadableRecordException e) {
            LOG.debug("Refused elsewhere", e);
        }
    }

    private void located(ExplainerRelease release) {
        locations.put(release.getDigest(), release.getLocation());
    }

    /** The version that a release goes back to, if it is kept here just as that release has it. */
    Optional<Explainer> former(ExplainerRelease release) {
        located(release);
        return Optional.ofNullable(trials.get(release.getName()))
                .map(trial -> trial.former.explainer())
                .filter(explainer -> explainer.identity().getDigest().equals(release.getDigest())
                        && explainer.reservations().despite().equals(release.getDespite()));
    }

    /**
     * A version has taken the place of another one.
     *
     * @param former which was kept for this; closed as soon as it is needed no more
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

    /** Whether an explainer is one that is kept here. */
    boolean keeps(Explainer explainer) {
        return trials.values().stream().anyMatch(trial -> trial.former.explainer() == explainer);
    }

    /** Looks at those that are watched; to be called about every second. */
    void look() {
        for (Trial trial : List.copyOf(trials.values())) {
            OptionalDouble mean = trial.window.mean(metrics.agreement(trial.watched));
            if (trial.announced) {
                // Goes back as soon as that is read from the topic.
                continue;
            }
            if (mean.isPresent() && mean.getAsDouble() < rule.agreement()) {
                takeBack(trial, mean.getAsDouble());
            } else if (nanoTime.getAsLong() - trial.endNanos >= 0) {
                LOG.info(
                        "Version {} of {} is watched no more; the version before it is closed",
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
                    "Version {} of {} cannot be announced again, though {}: {}",
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
