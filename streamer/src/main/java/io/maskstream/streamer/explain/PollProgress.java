package io.maskstream.streamer.explain;

import java.time.Duration;

/**
 * When each stream thread should commit what its last poll has brought. A poll and the topology run on the same thread; each
 * thread sees its own. Safe for use by several threads.
 */
public final class PollProgress {

    private final int fullPoll;
    private final long quickNanos;
    private final long pauseNanos;
    private final ThreadLocal<Poll> last = ThreadLocal.withInitial(Poll::new);

    /**
     * Of polls of some size.
     *
     * @param fullPoll how many records a poll brings at most: if it brings as many, more are waiting
     * @param quick what a poll takes less than for which the last one's transaction may stay open
     * @param pause after which full polls are committed, too
     */
    public PollProgress(int fullPoll, Duration quick, Duration pause) {
        this.fullPoll = fullPoll;
        this.quickNanos = quick.toNanos();
        this.pauseNanos = pause.toNanos();
    }

    /** Whether records of earlier polls are not committed yet: their transaction is open, and its time runs out. */
    boolean isUncommitted() {
        return last.get().uncommitted;
    }

    /**
     * Starts anew with what a poll has brought.
     *
     * @param records that the topology will see
     * @param timeNanos that it took to look them ahead
     */
    void polled(int records, long timeNanos) {
        Poll poll = last.get();
        poll.quickAndFull = records >= fullPoll && timeNanos < quickNanos;
        poll.left = records;
        poll.uncommitted |= records > 0;
    }

    /**
     * Counts one record more as taken, and says whether to commit after it. That is after the last one of its poll, for
     * else it would wait while the next poll is explained, and its transaction might time out meanwhile; but where more
     * records are waiting and a poll takes little time, each commit is time that they wait, so that one is due only once
     * in a while.
     */
    public boolean commitIsDue() {
        Poll poll = last.get();
        poll.left--;
        if (poll.left != 0) {
            return false;
        }
        long now = System.nanoTime();
        if (poll.quickAndFull && now - poll.committed < pauseNanos) {
            return false;
        }
        poll.committed = now;
        poll.uncommitted = false;
        return true;
    }

    private static final class Poll {
        private boolean quickAndFull;
        private boolean uncommitted;
        private int left;
        private long committed = System.nanoTime();
    }
}
