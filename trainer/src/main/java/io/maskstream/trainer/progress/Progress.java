package io.maskstream.trainer.progress;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far a long task is: as a bar on a terminal, otherwise as a line in the log every half a minute. */
public final class Progress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    /** What a terminal shows of a line, if it is not told otherwise. */
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
     * @param total of them; negative where it is not known
     */
    public Progress(String task, String unit, long total) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .setMaxRenderedLength(COLUMNS)
                .setStyle(ProgressBarStyle.ASCII)
                .clearDisplayOnFinish();
        if (!Terminal.isThere()) {
            builder.setUpdateIntervalMillis((int) LOGGED.toMillis())
                    .setConsumer(new DelegatingProgressBarConsumer(line -> log(task, unit)));
        }
        bar = builder.build();
    }

    /** Called at the start and at the end, too, when there is nothing to say. */
    private void log(String task, String unit) {
        if (closed || System.nanoTime() - started < LOGGED.toNanos() / 2) {
            return;
        }
        String total = bar.isIndefinite() ? "" : String.format(Locale.ROOT, " of %,d", bar.getMax());
        String message = bar.getExtraMessage();
        LOG.info(
                "{}: {}{} {}{}",
                task,
                String.format(Locale.ROOT, "%,d", bar.getCurrent()),
                total,
                unit,
                message.isBlank() ? "" : ", " + message.strip());
    }

    /** Says that so many more are done. */
    public void done(long more) {
        bar.stepBy(more);
    }

    /** Says in a few words what is being done. */
    public void say(String message) {
        bar.setExtraMessage(" " + message);
    }

    @Override
    public void close() {
        closed = true;
        bar.close();
    }
}
