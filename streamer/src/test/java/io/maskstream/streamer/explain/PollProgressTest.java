package io.maskstream.streamer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PollProgressTest {

    private static final int FULL = 3;

    @Test
    void whatComesSinglyIsCommittedAtOnce() {
        PollProgress progress = new PollProgress(FULL, Duration.ofSeconds(1), Duration.ofDays(1));
        for (int poll = 0; poll < 5; poll++) {
            progress.polled(FULL - 1, 0);
            assertThat(progress.commitIsDue()).isFalse();
            assertThat(progress.commitIsDue()).isTrue();
        }
    }

    @Test
    void underABacklogThereIsAPauseBetweenCommits() throws InterruptedException {
        PollProgress progress = new PollProgress(FULL, Duration.ofSeconds(1), Duration.ofMillis(400));
        assertThat(afterFullPoll(progress)).isFalse();
        Thread.sleep(500);
        assertThat(afterFullPoll(progress)).isTrue();
        assertThat(afterFullPoll(progress)).isFalse();
    }

    @Test
    void aPollThatTookLongIsCommittedHoweverManyRecordsAreWaiting() {
        PollProgress progress = new PollProgress(FULL, Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(progress.isUncommitted()).isFalse();
        assertThat(afterFullPoll(progress)).isFalse();
        assertThat(progress.isUncommitted()).isTrue();
        progress.polled(FULL, Duration.ofSeconds(2).toNanos());
        assertThat(List.of(progress.commitIsDue(), progress.commitIsDue(), progress.commitIsDue()))
                .containsExactly(false, false, true);
        assertThat(progress.isUncommitted()).isFalse();
    }

    @Test
    void aThreadSeesItsOwnPollAlone() {
        PollProgress progress = new PollProgress(FULL, Duration.ofSeconds(1), Duration.ofDays(1));
        progress.polled(1, 0);
        CompletableFuture.runAsync(() -> progress.polled(2, 0)).join();
        assertThat(progress.commitIsDue()).isTrue();
    }

    /** Covers a partition that is revoked in between, with its records. */
    @Test
    void recordsThatNeverCameDoNotSpoilTheNextPoll() {
        PollProgress progress = new PollProgress(FULL, Duration.ofSeconds(1), Duration.ofDays(1));
        progress.polled(2, 0);
        assertThat(progress.commitIsDue()).isFalse();
        progress.polled(1, 0);
        assertThat(progress.commitIsDue()).isTrue();
    }

    private static boolean afterFullPoll(PollProgress progress) {
        progress.polled(FULL, 0);
        progress.commitIsDue();
        progress.commitIsDue();
        return progress.commitIsDue();
    }
}
