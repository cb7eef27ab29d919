package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.ExplainerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The explainers that serve now. Each can be swapped for another version at any time. Records are explained under a
 * {@link Lease}, which keeps the versions that it began with. A version is closed when it no longer serves and the last
 * lease on it has ended. Safe for use by several threads.
 */
public final class ServedExplainers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedExplainers.class);

    /**
     * Number of leases on an explainer, plus one while it serves. An explainer is closed when the number drops to zero.
     */
    private final Map<Explainer, Integer> needed = new HashMap<>();

    private ExplainerSet serving;
    private boolean closed;

    /**
     * Serves some explainers.
     *
     * @param explainers explainers with different names; the first of its kind answers requests that name none
     */
    public ServedExplainers(List<Explainer> explainers) {
        serving = new ExplainerSet(explainers);
        hold(serving.all());
    }

    /**
     * Loads explainers.
     *
     * @throws EngineException if one cannot be loaded
     */
    public static ServedExplainers load(List<ExplainerArtifact> artifacts) {
        List<Explainer> loaded = new ArrayList<>();
        try {
            for (ExplainerArtifact artifact : artifacts) {
                loaded.add(Explainer.load(artifact));
            }
            return new ServedExplainers(loaded);
        } catch (RuntimeException e) {
            loaded.forEach(Explainer::close);
            throw e;
        }
    }

    /** Returns all of them, in the order of the configuration. */
    public synchronized List<Explainer> all() {
        return serving.all();
    }

    /**
     * Leases the explainers that serve now, for as long as it takes to explain some records.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized Lease lease() {
        if (closed) {
            throw new IllegalStateException("The explainers are closed.");
        }
        hold(serving.all());
        return new Lease(serving);
    }

    /**
     * Replaces the explainer of the same name by another version. Leases that began before keep the old version; those
     * that begin from now on get the new one.
     *
     * @param next the new version, loaded and warmed up; closed at once if this object is closed
     * @throws IllegalArgumentException if no explainer of this name and kind serves
     */
    public void swap(Explainer next) {
        boolean changed = change(explainers -> {
            explainers.replaceAll(
                    before -> before.name().equals(next.name()) && before.kind() == next.kind() ? next : before);
            if (!explainers.contains(next)) {
                throw new IllegalArgumentException(
                        "no " + next.name() + " for " + next.kind().one() + " serves here");
            }
        });
        if (!changed) {
            next.close();
        }
    }

    /**
     * Adds an explainer, and replaces the one of the same name if there is one.
     *
     * @param next the explainer, loaded and warmed up; closed at once if this object is closed
     */
    public void put(Explainer next) {
        boolean changed = change(explainers -> {
            explainers.removeIf(before -> before.name().equals(next.name()));
            explainers.add(next);
        });
        if (!changed) {
            next.close();
        }
    }

    /** Removes the explainer with a name, if there is one. */
    public void remove(String name) {
        change(explainers -> explainers.removeIf(explainer -> explainer.name().equals(name)));
    }

    /** Returns the identity of the explainer that serves under a name at this moment. */
    public synchronized Optional<ExplainerIdentity> identity(String name) {
        return serving.named(name).map(Explainer::identity);
    }

    /** Keeps the explainer with a name open, even after it no longer serves. */
    public synchronized Optional<Kept> keep(String name) {
        return closed ? Optional.empty() : serving.named(name).map(Kept::new);
    }

    /** Returns whether the change was made: false after {@link #close}, when nothing can serve any more. */
    private boolean change(Consumer<List<Explainer>> change) {
        ExplainerSet old;
        synchronized (this) {
            if (closed) {
                return false;
            }
            List<Explainer> explainers = new ArrayList<>(serving.all());
            change.accept(explainers);
            old = serving;
            serving = new ExplainerSet(explainers);
            hold(serving.all());
        }
        release(old.all());
        return true;
    }

    /** Stops serving. An explainer under a lease is closed when its lease ends. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        release(serving.all());
    }

    private synchronized void hold(List<Explainer> choice) {
        choice.forEach(explainer -> needed.merge(explainer, 1, Integer::sum));
    }

    /** Closes explainers that are no longer needed, while other threads can go on leasing. */
    private void release(List<Explainer> choice) {
        List<Explainer> unused = new ArrayList<>();
        synchronized (this) {
            for (Explainer explainer : choice) {
                if (needed.merge(explainer, -1, Integer::sum) == 0) {
                    needed.remove(explainer);
                    unused.add(explainer);
                }
            }
        }
        unused.forEach(ServedExplainers::closeUnused);
    }

    /** A failure here must not affect the records of the thread that happens to release the explainer last. */
    private static void closeUnused(Explainer explainer) {
        try {
            explainer.close();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Version {} of {} could not be closed; its memory may not be released",
                    explainer.identity().getVersion(),
                    explainer.name(),
                    e);
        }
    }

    /** The explainers that served when it began; none of them is closed before it ends. To be used by one thread. */
    public final class Lease implements AutoCloseable {

        private final ExplainerSet choice;
        private boolean ended;

        private Lease(ExplainerSet choice) {
            this.choice = choice;
        }

        /** Returns the leased explainers. */
        public ExplainerSet explainers() {
            return choice;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                release(choice.all());
            }
        }
    }

    /** An explainer that stays open until this is closed. To be used by one thread. */
    public final class Kept implements AutoCloseable {

        private final Explainer explainer;
        private boolean ended;

        private Kept(Explainer explainer) {
            this.explainer = explainer;
            hold(List.of(explainer));
        }

        /** Returns the explainer, which may serve again. */
        public Explainer explainer() {
            return explainer;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                release(List.of(explainer));
            }
        }
    }
}
