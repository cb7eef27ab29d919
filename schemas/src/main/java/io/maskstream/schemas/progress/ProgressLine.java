package io.maskstream.schemas.progress;

import java.util.Locale;
import java.util.StringJoiner;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/** Formats the progress of a task as one line: the finished share, the rate, and the remaining time. */
final class ProgressLine implements ProgressBarRenderer {

    /** Width of the bar in characters; it shrinks on a narrow terminal. */
    private static final int WIDEST_BAR = 20;

    private static final int NARROWEST_BAR = 5;

    /** No rate is shown before this, because the first steps of a task take longer than the others. */
    private static final double FIRST_SECONDS = 2;

    private final String unit;

    ProgressLine(String unit) {
        this.unit = unit;
    }

    @Override
    public String render(ProgressState progress, int columns) {
        String name = progress.getTaskName() + " ";
        String words = words(progress);
        String bar = "";
        if (!progress.isIndefinite() && progress.getMax() > 0) {
            String percent = String.format(Locale.ROOT, "%d%% ", (int) (100 * progress.getNormalizedProgress()));
            int left = columns - name.length() - percent.length() - words.length() - "[] ".length();
            bar = left < NARROWEST_BAR
                    ? percent
                    : percent + bar(progress.getNormalizedProgress(), Math.min(WIDEST_BAR, left));
        }
        String line = name + bar + words;
        return line.length() <= columns ? line : line.substring(0, columns);
    }

    private static String bar(double share, int width) {
        int done = (int) Math.round(share * width);
        return "[" + "=".repeat(done) + " ".repeat(width - done) + "] ";
    }

    /** Returns the line without the name of the task: {@code 12,800 of 48,000 records, 96/s, 6 min left, epoch 1/2}. */
    String words(ProgressState progress) {
        boolean known = !progress.isIndefinite() && progress.getMax() > 0;
        long current = progress.getCurrent();
        StringJoiner words = new StringJoiner(", ");
        words.add(Figures.count(current) + (known ? " of " + Figures.count(progress.getMax()) : "") + " " + unit);
        double seconds = progress.getTotalElapsed().toMillis() / 1e3;
        if (current > 0 && seconds >= FIRST_SECONDS) {
            double rate = current / seconds;
            words.add(Figures.rate(rate) + "/s");
            words.add(
                    known
                            ? Figures.duration((progress.getMax() - current) / rate) + " left"
                            : Figures.duration(seconds) + " so far");
        }
        String message = progress.getExtraMessage();
        if (message != null && !message.isBlank()) {
            words.add(message.strip());
        }
        return words.toString();
    }
}
