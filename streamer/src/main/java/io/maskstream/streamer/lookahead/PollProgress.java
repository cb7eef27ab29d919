package io.maskstream.streamer.lookahead;

import java.time.Duration;

/**
 * When each stream thread should commit what its last poll has brought. A poll and the topology run on the same thread; each
 * thread sees its own. Safe for use by several threads.
 */
public final class PollProgress {

    private final int fullPoll;
    private final long pauseNanos;
    private final ThreadLocal<Poll> last = ThreadLocal.withInitial(Poll::new);

    /**
     * Of polls of some size.
     *
     * @param fullPoll how many records a poll brings at most: if it brings as many, more are waiting
     * @param pause after which full polls are committed, too
     */
    public PollProgress(int fullPoll, Duration pause) {
        this.fullPoll = fullPoll;
        this.pauseNanos = pause.toNanos();
    }

    /** Starts anew with what a poll has brought. */
    void polled(int records) {
        Poll poll = last.get();
        poll.full = records >= fullPoll;
        poll.left = records;
    }

    /**
     * Counts one record more as taken, and says whether to commit after it. That is after the last one of its poll, for
     * else it would wait while the next poll is explained; but where more records are waiting, each commit is time that
     * they wait, so that one is due only once in a while.
     */
    public boolean commitIsDue() {
        Poll poll = last.get();
        poll.left--;
        if (poll.left != 0) {
            return false;
        }
        long now = System.nanoTime();
        if (poll.full && now - poll.committed < pauseNanos) {
            return false;
        }
        poll.committed = now;
        return true;
    }

    private static final class Poll {
        private boolean full;
        private int left;
        private long committed = System.nanoTime();
    }
}
