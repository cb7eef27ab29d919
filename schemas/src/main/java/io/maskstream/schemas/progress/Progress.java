package io.maskstream.schemas.progress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far a long task is, with its rate and the time that is left: as a bar on a terminal, otherwise as a line in the
 * log every half a minute.
 */
public final class Progress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    /** One less than the usual width of a terminal, which may break a full line. */
    private static final int COLUMNS = 79;

    private static final Duration LOGGED = Duration.ofSeconds(30);

    private final long started = System.nanoTime();
    private final ProgressBar bar;
    private volatile boolean closed;

    /**
     * Starts to show.
     *
     * @param task what is done, in a word or two, such as {@code Reading}
     * @param unit what is counted, such as {@code records}
     * @param total how many there are; negative where that is not known
     */
    public Progress(String task, String unit, long total) {
        this(task, unit, total, Terminal.isThere());
    }

    /**
     * The same, for a command that knows better whether a person watches.
     *
     * @param terminal whether errors go to a terminal
     */
    public Progress(String task, String unit, long total, boolean terminal) {
        ProgressLine line = new ProgressLine(unit);
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setMaxRenderedLength(COLUMNS)
                .clearDisplayOnFinish();
        if (terminal) {
            builder.setRenderer(line);
        } else {
            AtomicReference<String> words = new AtomicReference<>("");
            builder.setUpdateIntervalMillis((int) LOGGED.toMillis())
                    .setRenderer((progress, columns) -> {
                        words.set(line.words(progress));
                        return "";
                    })
                    .setConsumer(new DelegatingProgressBarConsumer(rendered -> log(task, words.get())));
        }
        bar = builder.build();
    }

    /** Called at the start and at the end, too, when there is nothing to say. */
    private void log(String task, String words) {
        if (!closed && System.nanoTime() - started >= LOGGED.toNanos() / 2) {
            LOG.info("{}: {}", task, words);
        }
    }

    /** Adds to what is done. */
    public void done(long more) {
        bar.stepBy(more);
    }

    /** Says in a few words what is being done. */
    public void say(String message) {
        bar.setExtraMessage(message);
    }

    @Override
    public void close() {
        closed = true;
        // The bar waits for its last line and swallows an interruption while it does.
        boolean interrupted = Thread.interrupted();
        bar.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
