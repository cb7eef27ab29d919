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
 * The explainers that serve now. One can be swapped for another version at any time: whoever explains does so under a
 * {@link Lease}, which keeps the versions that it began with, and a version is closed when it serves no more and the last
 * lease on it has ended. Safe for use by several threads.
 */
public final class ServedExplainers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedExplainers.class);

    /** How many need an explainer: the leases on it, and one more while it serves. One without any is closed. */
    private final Map<Explainer, Integer> needed = new HashMap<>();

    private ExplainerSet serving;
    private boolean closed;

    /**
     * Serves some explainers.
     *
     * @param explainers by different names; the first of its kind answers requests that name none
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

    /** All of them, in the order of the configuration. */
    public synchronized List<Explainer> all() {
        return serving.all();
    }

    /**
     * Keeps the explainers that serve now, for as long as it takes to explain some records.
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
     * Puts another version in the place of the explainer of the same name. Leases that began before go on with the old
     * version; those that begin from now on have the new one.
     *
     * @param next loaded and warmed up; closed at once where there is nothing to serve any more
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
     * Adds an explainer, in the place of that of the same name if there is one.
     *
     * @param next loaded and warmed up; closed at once where there is nothing to serve any more
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

    /** Takes the explainer of a name away, if there is one. */
    public void remove(String name) {
        change(explainers -> explainers.removeIf(explainer -> explainer.name().equals(name)));
    }

    /** Who serves under a name at this moment. */
    public synchronized Optional<ExplainerIdentity> identity(String name) {
        return serving.named(name).map(Explainer::identity);
    }

    /** Keeps the explainer of a name open, also when it serves no more. */
    public synchronized Optional<Kept> keep(String name) {
        return closed ? Optional.empty() : serving.named(name).map(Kept::new);
    }

    /** Gives whether anything serves here yet: false after {@link #close}, and nothing is changed then. */
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

    /** Serves no more. An explainer under a lease is closed with that. */
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

    /** Closes what nobody needs any more, while others go on leasing. */
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

    /** What goes wrong here concerns none of the records whose thread happens to be the last. */
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

    /** The explainers that served when it began; none of them is closed before it ends. For one thread. */
    public final class Lease implements AutoCloseable {

        private final ExplainerSet choice;
        private boolean ended;

        private Lease(ExplainerSet choice) {
            this.choice = choice;
        }

        /** All of them. */
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

    /** An explainer that stays open until this is closed. For one thread. */
    public final class Kept implements AutoCloseable {

        private final Explainer explainer;
        private boolean ended;

        private Kept(Explainer explainer) {
            this.explainer = explainer;
            hold(List.of(explainer));
        }

        /** May serve again. */
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
