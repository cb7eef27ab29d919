package io.maskstream.trainer.records.source;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The selection of records from those in a topic when it is first read. */
sealed interface TopicWindow {

    /**
     * The newest requests by timestamp.
     *
     * @param records number of requests in all partitions together
     */
    record Last(int records) implements TopicWindow {
        public Last {
            if (records < 1) {
                throw new IllegalArgumentException("--last must be at least 1, not " + records + ".");
            }
        }
    }

    /** Records with at least a timestamp. */
    record Since(Instant time) implements TopicWindow {

        /**
         * Parses a time.
         *
         * @param text ISO 8601: a duration before now, such as {@code PT6H}, or a time, such as {@code
         *     2026-05-01T06:00:00Z}
         * @throws IllegalArgumentException if it is neither
         */
        static Since parse(String text, Instant now) {
            try {
                return new Since(
                        text.startsWith("P")
                                ? now.minus(Duration.parse(text))
                                : OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException | ArithmeticException e) {
                throw new IllegalArgumentException(
                        "--since must be a duration such as PT6H or P2D, or a time such as 2026-05-01T06:00:00Z, not '"
                                + text + "'.",
                        e);
            }
        }
    }

    /** Records at given offsets, such as those of an earlier run. */
    record Offsets(OffsetRanges ranges) implements TopicWindow {}
}
