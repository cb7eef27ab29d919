package io.maskstream.trainer.records.source;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ranges of offsets to read, by partition. In the notation {@code 0:120-350,1:98-341}, partition 0 is read from offset
 * 120 (inclusive) to 350 (exclusive), and partition 1 from 98 to 341.
 */
record OffsetRanges(SortedMap<Integer, Range> byPartition) {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

    /**
     * A range of one partition.
     *
     * @param start first offset
     * @param end offset after the last record
     */
    record Range(long start, long end) {}

    OffsetRanges {
        byPartition = Collections.unmodifiableSortedMap(new TreeMap<>(byPartition));
    }

    /**
     * Parses the format of {@link #toString()}.
     *
     * @throws IllegalArgumentException if the text has another format
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
