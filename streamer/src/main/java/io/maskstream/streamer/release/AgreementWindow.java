package io.maskstream.streamer.release;

import io.maskstream.streamer.metrics.AgreementTotal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** The mean agreement of the last verified records of one version, from the totals that metrics keep anyway. */
final class AgreementWindow {

    private final int records;

    /** As they were seen, oldest first; all but the first are within the last {@link #records}. */
    private final Deque<AgreementTotal> seen = new ArrayDeque<>();

    /**
     * Begins now.
     *
     * @param records over which the mean is taken, at least
     * @param before what was counted of this version before
     */
    AgreementWindow(int records, AgreementTotal before) {
        this.records = records;
        seen.add(before);
    }

    /**
     * Moves on.
     *
     * @param now what has been counted in all
     * @return the mean over the last {@link #records}, and those that came together with the first of them; empty while there
     *     are fewer
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
