package io.maskstream.trainer.train;

import io.maskstream.schemas.progress.Figures;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;

/** Trains epoch by epoch, reports progress and saves checkpoints. */
public final class TrainingLoop {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    /** Resolution of the learning rate schedule: positions in each epoch. */
    private static final long EPOCH_PARTS = 10_000;

    /**
     * Length, learning rate and seed of a training run.
     *
     * @param epochs passes over the data, at least 1
     * @param rate learning rate over all epochs
     * @param seed seed of the order of the records and of dropout
     * @param checkpointEpochs epochs between checkpoints
     */
    public record Schedule(int epochs, LearningRate rate, long seed, int checkpointEpochs) {
        public Schedule {
            if (epochs < 1) {
                throw new IllegalArgumentException("training needs at least one epoch, not " + epochs);
            }
        }
    }

    /** Makes the batches of each epoch. */
    @FunctionalInterface
    public interface Epochs {
        /**
         * Returns the batches of an epoch, counted from 0. The same epoch and random numbers give the same batches. All
         * epochs should have about the same number of batches. A separate thread calls this for one epoch after the
         * other, each while the previous epoch trains. An exception ends the training after the previous epoch.
         */
        List<Batch> batches(int epoch, Random random);
    }

    /** Observes a training run. An exception thrown by an observer ends the run. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Called after each epoch, counted from 1.
         *
         * @param means mean of each value that the steps reported
         * @return text to log after the means; may be empty
         */
        String afterEpoch(int epoch, Map<String, Float> means);

        /**
         * Called after each step.
         *
         * @param progress share of the training that is done, in (0,1]
         * @param reported the values that the step reported, by name
         */
        default void afterStep(double progress, Map<String, Float> reported) {}
    }

    private final String name;
    private final Session session;
    private final Map<Integer, TrainingStep> steps;
    private final Checkpoint checkpoint;
    private final Observer observer;

    private int savedEpochs;

    /**
     * Lengths whose graph TensorFlow has prepared. It prepares a graph in the first step, which takes up to a minute.
     */
    private final Set<Integer> prepared = new HashSet<>();

    /**
     * Prepares a training run.
     *
     * @param name label for the progress bar and messages, such as {@code Training}
     * @param session session with initialised variables
     * @param steps training steps by length of the batch
     */
    public TrainingLoop(
            String name, Session session, Map<Integer, TrainingStep> steps, Checkpoint checkpoint, Observer observer) {
        this.name = name;
        this.session = session;
        this.steps = Map.copyOf(steps);
        this.checkpoint = checkpoint;
        this.observer = observer;
    }

    /**
     * Trains to the end of the schedule.
     *
     * @param resume whether to continue from the checkpoint; if false, or if there is no checkpoint, training starts
     *     from the beginning
     * @throws InterruptedIOException if the thread is interrupted; the message says how to continue
     * @throws IOException if the checkpoint cannot be read or written
     * @throws IllegalStateException if the loss is not finite
     */
    public void run(Schedule schedule, Epochs epochs, boolean resume) throws IOException {
        Checkpoint.Position start = new Checkpoint.Position(0, 0);
        if (resume) {
            Optional<Checkpoint.Position> saved = checkpoint.restore(session);
            saved.ifPresentOrElse(
                    position -> LOG.info("Resuming after epoch {}.", position.epochs()),
                    () -> LOG.info("There is no checkpoint to resume from. Training starts from the beginning."));
            start = saved.orElse(start);
            savedEpochs = start.epochs();
        } else {
            checkpoint.delete();
        }
        long step = start.steps();
        Progress progress = null;
        ExecutorService ahead = Executors.newSingleThreadExecutor(TrainingLoop::daemon);
        try {
            Future<List<Batch>> next = prepare(ahead, schedule, epochs, start.epochs());
            for (int epoch = start.epochs(); epoch < schedule.epochs(); epoch++) {
                List<Batch> batches = prepared(next);
                // Prepared while this epoch trains: on a GPU, making the batches takes almost as long as training on
                // them.
                next = prepare(ahead, schedule, epochs, epoch + 1);
                if (progress == null) {
                    // Covers all remaining epochs, so that the estimated time is that of the whole run.
                    long records = batches.stream().mapToLong(Batch::size).sum();
                    progress = new Progress(name, "records", records * (schedule.epochs() - epoch));
                }
                step = epoch(schedule, epoch, batches, step, progress);
                boolean last = epoch + 1 == schedule.epochs();
                if (last || (epoch + 1) % schedule.checkpointEpochs() == 0) {
                    checkpoint.save(session, new Checkpoint.Position(epoch + 1, step));
                    savedEpochs = epoch + 1;
                }
            }
        } finally {
            ahead.shutdownNow();
            if (progress != null) {
                progress.close();
            }
        }
    }

    private static Future<List<Batch>> prepare(ExecutorService ahead, Schedule schedule, Epochs epochs, int epoch) {
        return ahead.submit(() -> epoch < schedule.epochs()
                ? epochs.batches(epoch, new Random(schedule.seed() * 1_000_003 + epoch))
                : List.of());
    }

    private List<Batch> prepared(Future<List<Batch>> next) throws IOException {
        try {
            return next.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError("making batches throws no checked exceptions", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ended();
        }
    }

    private InterruptedIOException ended() {
        return new InterruptedIOException(name + " was interrupted"
                + (savedEpochs == 0
                        ? " before its first checkpoint: the same command starts from the beginning."
                        : ": the same command with --resume continues after epoch " + savedEpochs + "."));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "batches");
        thread.setDaemon(true);
        return thread;
    }

    private long epoch(Schedule schedule, int epoch, List<Batch> batches, long firstStep, Progress progress)
            throws InterruptedIOException {
        List<String> names =
                List.copyOf(steps.values().iterator().next().reported().keySet());
        double[] sums = new double[names.size()];
        long records = 0;
        long step = firstStep;
        long timedRecords = 0;
        long timedNanos = 0;
        for (Batch batch : batches) {
            if (Thread.currentThread().isInterrupted()) {
                throw ended();
            }
            // The number of steps in later epochs is not known exactly, so progress is counted in fractions of epochs.
            double done = epoch + (step - firstStep) / (double) batches.size();
            float rate = schedule.rate().at(Math.round(done * EPOCH_PARTS), schedule.epochs() * EPOCH_PARTS);
            long started = System.nanoTime();
            float[] values = steps.get(batch.length()).run(session, batch, rate, schedule.seed(), step);
            if (!prepared.add(batch.length())) {
                timedRecords += batch.size();
                timedNanos += System.nanoTime() - started;
            }
            Map<String, Float> reported = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                reported.put(names.get(i), values[i]);
            }
            if (!Float.isFinite(values[0])) {
                throw new IllegalStateException(
                        "The loss became " + values[0] + " in epoch " + (epoch + 1) + ": try a lower --learning-rate.");
            }
            step++;
            records += batch.size();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += values[i] * batch.size();
            }
            progress.done(batch.size());
            progress.say(String.format(
                    Locale.ROOT,
                    "epoch %d/%d, %s %.3g",
                    epoch + 1,
                    schedule.epochs(),
                    names.get(0),
                    sums[0] / records));
            observer.afterStep(
                    Math.min(1, (epoch + (step - firstStep) / (double) batches.size()) / schedule.epochs()), reported);
        }
        Map<String, Float> means = new LinkedHashMap<>();
        for (int i = 0; i < sums.length; i++) {
            means.put(names.get(i), (float) (sums[i] / records));
        }
        progress.say(String.format(Locale.ROOT, "epoch %d/%d, validation", epoch + 1, schedule.epochs()));
        String observed = observer.afterEpoch(epoch + 1, means);
        LOG.info(
                "Epoch {}/{}: {}{}{}",
                epoch + 1,
                schedule.epochs(),
                words(names, sums, records),
                observed.isEmpty() ? "" : ", " + observed,
                timedRecords == 0
                        ? ""
                        : pace(timedRecords / (timedNanos / 1e9), records * (schedule.epochs() - epoch - 1)));
        return step;
    }

    private static String pace(double recordsPerSecond, long recordsLeft) {
        return String.format(
                Locale.ROOT,
                ", %s records/s, about %s left",
                Figures.rate(recordsPerSecond),
                Figures.duration(recordsLeft / recordsPerSecond));
    }

    private static String words(List<String> names, double[] sums, long records) {
        StringJoiner words = new StringJoiner(", ");
        for (int i = 0; i < sums.length; i++) {
            words.add(String.format(Locale.ROOT, "%s %.3g", names.get(i), sums[i] / records));
        }
        return words.toString();
    }
}
