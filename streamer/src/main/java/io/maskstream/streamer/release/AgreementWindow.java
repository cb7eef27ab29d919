package io.maskstream.streamer.release;

import io.maskstream.streamer.metrics.AgreementTotal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** Mean agreement of the most recent verified records of one version, from the totals of the metrics. */
final class AgreementWindow {

    private final int records;

    /**
     * The totals that were seen, oldest first; all but the first lie within the most recent {@link #records} records.
     */
    private final Deque<AgreementTotal> seen = new ArrayDeque<>();

    /**
     * Starts with the current totals.
     *
     * @param records minimum number of records that the mean is taken over
     * @param before what was counted for this version before
     */
    AgreementWindow(int records, AgreementTotal before) {
        this.records = records;
        seen.add(before);
    }

    /**
     * Moves the window on.
     *
     * @param now everything that has been counted
     * @return the mean over the most recent {@link #records} records, plus those counted together with the first of
     *     them; empty while there are fewer
     */
    OptionalDouble mean(AgreementTotal now) {
        if (now.count() > seen.getLast().count()) {
            seen.addLast(now);
        }
        while (seen.size() > 1 && now.count() - second().count() >= records) {
            seen.removeFirst();
        }
        long count = now.count() - seen.getFirst().count();
        return count < records
                ? OptionalDouble.empty()
                : OptionalDouble.of((now.sum() - seen.getFirst().sum()) / count);
    }

    private AgreementTotal second() {
        var totals = seen.iterator();
        totals.next();
        return totals.next();
    }
}
