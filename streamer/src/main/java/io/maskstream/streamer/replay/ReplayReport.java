package io.maskstream.streamer.replay;

import java.util.Map;

/**
 * What a replay did, or in a dry run would have done, with the dead letters.
 *
 * @param replayed number of replayed dead letters, by reason
 * @param before number of those that match, but were replayed by an earlier run
 * @param withoutValue number of those that match, but were too large to be kept with their value
 * @param others number of those that the filter does not accept
 */
public record ReplayReport(Map<String, Long> replayed, long before, long withoutValue, long others) {

    /** Returns how many were replayed. */
    public long total() {
        return replayed.values().stream().mapToLong(Long::longValue).sum();
    }
}
