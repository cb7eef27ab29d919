package io.maskstream.schemas.progress;

import java.util.Locale;

/** Formats figures for logs and progress bars. */
public final class Figures {

    private static final int SECONDS_A_MINUTE = 60;
    private static final int MINUTES_AN_HOUR = 60;

    /** Below this many of a unit, the smaller unit is used because it is more precise. */
    private static final int FEW = 2;

    private Figures() {}

    /** Formats a count with thousands separators: {@code 48,000}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Formats a rate per second: {@code 1,250}, {@code 2.4} or {@code 0.03}. */
    public static String rate(double perSecond) {
        String format = perSecond < 1 ? "%.2f" : perSecond < 10 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, perSecond);
    }

    /** Formats a duration in one or two units: {@code 85 s}, {@code 14 min}, {@code 3 h 20 min}. */
    public static String duration(double seconds) {
        if (seconds < FEW * SECONDS_A_MINUTE) {
            return Math.round(seconds) + " s";
        }
        long minutes = Math.round(seconds / SECONDS_A_MINUTE);
        return minutes < FEW * MINUTES_AN_HOUR
                ? minutes + " min"
                : minutes / MINUTES_AN_HOUR + " h " + minutes % MINUTES_AN_HOUR + " min";
    }
}
