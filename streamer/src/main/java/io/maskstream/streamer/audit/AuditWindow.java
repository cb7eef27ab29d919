package io.maskstream.streamer.audit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A boundary of the audited requests: a time, or offsets in some partitions of the requests topic. */
public sealed interface AuditWindow {

    Pattern OFFSET = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

    /** A boundary by the timestamps of the requests. */
    record Time(Instant time) implements AuditWindow {}

    /** A boundary by offset, for each partition. */
    record Offsets(Map<Integer, Long> byPartition) implements AuditWindow {}

    /**
     * Parses a boundary.
     *
     * @param text ISO 8601, a time such as {@code 2026-05-01T06:00:00Z} or a duration before now such as {@code PT24H}; or
     *     offsets such as {@code 0@1200,1@900}
     * @throws IllegalArgumentException if it is none of these
     */
    static AuditWindow parse(String option, String text, Instant now) {
        if (text.contains("@")) {
            Map<Integer, Long> offsets = new TreeMap<>();
            for (String part : text.strip().split(",", -1)) {
                Matcher matcher = OFFSET.matcher(part.strip());
                if (!matcher.matches()) {
                    throw wrong(option, text, null);
                }
                offsets.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
            }
            return new Offsets(offsets);
        }
        try {
            return new Time(
                    text.startsWith("P")
                            ? now.minus(Duration.parse(text))
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(option, text, e);
        }
    }

    private static IllegalArgumentException wrong(String option, String text, Exception cause) {
        return new IllegalArgumentException(
                option
                        + " must be a time such as 2026-05-01T06:00:00Z, a duration before now such as PT24H, or offsets such"
                        + " as 0@1200,1@900, not '" + text + "'.",
                cause);
    }
}
