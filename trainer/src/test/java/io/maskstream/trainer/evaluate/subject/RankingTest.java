package io.maskstream.trainer.evaluate.subject;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RankingTest {

    private static final float[] SCORES = {0.2f, 0.9f, 0.2f, -1f, 0.5f};

    @Test
    void equalScoresKeepReadingOrder() {
        assertThat(Ranking.descending(SCORES)).containsExactly(1, 4, 0, 2, 3);
    }

    @Test
    void keepsOrLeavesOutTheHighest() {
        assertThat(Ranking.top(SCORES, 3)).containsExactly(1, 1, 0, 0, 1);
        assertThat(Ranking.withoutTop(SCORES, 3)).containsExactly(0, 0, 1, 1, 0);
    }

    @Test
    void moreThanThereAreIsAll() {
        assertThat(Ranking.top(SCORES, 9)).containsOnly(1);
        assertThat(Ranking.top(SCORES, 0)).containsOnly(0);
    }
}
