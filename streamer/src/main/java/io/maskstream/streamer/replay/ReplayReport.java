package io.maskstream.streamer.replay;

import java.util.Map;

/**
 * What a replay did or, run dry, would have done with the dead letters that it found.
 *
 * @param replayed how many were put back, by their reason
 * @param before how many match, but were put back by an earlier run
 * @param withoutValue how many match, but were too large to be kept with their value
 * @param others how many the filter passes by
 */
public record ReplayReport(Map<String, Long> replayed, long before, long withoutValue, long others) {

    /** How many were put back. */
    public long total() {
        return replayed.values().stream().mapToLong(Long::longValue).sum();
    }
}
