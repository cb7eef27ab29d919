package io.maskstream.schemas.progress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the progress of a long task with its rate and remaining time: as a bar on a terminal, otherwise as a log line
 * every 30 seconds.
 */
public final class Progress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    /** One less than the usual width of a terminal, because terminals may wrap a full line. */
    private static final int COLUMNS = 79;

    private static final Duration LOGGED = Duration.ofSeconds(30);

    private final long started = System.nanoTime();
    private final ProgressBar bar;
    private volatile boolean closed;

    /**
     * Starts to show progress, as a bar if there is a terminal.
     *
     * @param task the task in one or two words, such as {@code Reading}
     * @param unit the counted unit, such as {@code records}
     * @param total the total number of units; negative if it is unknown
     */
    public Progress(String task, String unit, long total) {
        this(task, unit, total, Terminal.isThere());
    }

    /**
     * Starts to show progress for a command that detects a terminal itself.
     *
     * @param terminal whether standard error is a terminal
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

    /** Skips the updates at the start and at the end, which have nothing to report. */
    private void log(String task, String words) {
        if (!closed && System.nanoTime() - started >= LOGGED.toNanos() / 2) {
            LOG.info("{}: {}", task, words);
        }
    }

    /** Adds to the number of finished units. */
    public void done(long more) {
        bar.stepBy(more);
    }

    /** Sets a short message about the current step. */
    public void say(String message) {
        bar.setExtraMessage(message);
    }

    @Override
    public void close() {
        closed = true;
        // The bar waits for its last line and swallows an interruption while it waits.
        boolean interrupted = Thread.interrupted();
        bar.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
