package io.maskstream.streamer.explain;

import java.time.Duration;

/**
 * Decides when each stream thread commits the records of its last poll. Poll and topology run on the same thread, and
 * each thread sees its own state. Safe for use by several threads.
 */
public final class PollProgress {

    private final int fullPoll;
    private final long quickNanos;
    private final long pauseNanos;
    private final ThreadLocal<Poll> last = ThreadLocal.withInitial(Poll::new);

    /**
     * Creates the state for polls of a given size.
     *
     * @param fullPoll maximum number of records of a poll; a poll that returns as many indicates that more are waiting
     * @param quick the longest look-ahead during which the transaction of the previous poll may stay open
     * @param pause the longest time without a commit if polls are quick and full
     */
    public PollProgress(int fullPoll, Duration quick, Duration pause) {
        this.fullPoll = fullPoll;
        this.quickNanos = quick.toNanos();
        this.pauseNanos = pause.toNanos();
    }

    /**
     * Returns whether records of earlier polls are not committed yet, so that the timeout of their transaction is
     * running.
     */
    boolean isUncommitted() {
        return last.get().uncommitted;
    }

    /**
     * Starts to count the records of a new poll.
     *
     * @param records number of records that the topology will see
     * @param timeNanos time that their look-ahead took
     */
    void polled(int records, long timeNanos) {
        Poll poll = last.get();
        poll.quickAndFull = records >= fullPoll && timeNanos < quickNanos;
        poll.left = records;
        poll.uncommitted |= records > 0;
    }

    /**
     * Counts one more record as processed, and returns whether to commit after it. A commit is due after the last
     * record of each poll; otherwise that record would wait while the next poll is explained, and its transaction might
     * time out. If more records are waiting and polls are quick, commits would only slow them down, so a commit is due
     * only once in a while.
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
