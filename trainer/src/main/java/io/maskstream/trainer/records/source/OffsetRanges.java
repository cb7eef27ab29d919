package io.maskstream.trainer.records.source;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which part of a topic is read, by partition. Written {@code 0:120-350,1:98-341}: partition 0 from offset 120 to before 350,
 * partition 1 from 98 to before 341.
 */
record OffsetRanges(SortedMap<Integer, Range> byPartition) {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

    /**
     * Of one partition.
     *
     * @param start first offset
     * @param end the offset behind the last
     */
    record Range(long start, long end) {}

    OffsetRanges {
        byPartition = Collections.unmodifiableSortedMap(new TreeMap<>(byPartition));
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static OffsetRanges parse(String text) {
        SortedMap<Integer, Range> ranges = new TreeMap<>();
        for (String part : text.strip().split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw new IllegalArgumentException(
                        "--offsets must be like 0:120-350,1:98-341, a range of offsets for each" + " partition, not '"
                                + text + "'.");
            }
            ranges.put(
                    Integer.valueOf(range.group(1)),
                    new Range(Long.parseLong(range.group(2)), Long.parseLong(range.group(3))));
        }
        return new OffsetRanges(ranges);
    }

    @Override
    public String toString() {
        return byPartition.entrySet().stream().map(OffsetRanges::text).collect(Collectors.joining(","));
    }

    private static String text(Map.Entry<Integer, Range> range) {
        return range.getKey() + ":" + range.getValue().start + "-" + range.getValue().end;
    }
}
