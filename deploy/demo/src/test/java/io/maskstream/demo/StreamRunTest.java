package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamRunTest {

    private final StreamRun run = new StreamRun();

    StreamRunTest() {
        run.committed(10, TimeUnit.SECONDS.toNanos(100));
        run.committed(30, TimeUnit.SECONDS.toNanos(101));
        run.committed(130, TimeUnit.SECONDS.toNanos(102));
        run.committed(230, TimeUnit.SECONDS.toNanos(103));
    }

    @Test
    void doesNotCountWhatWasThereAtTheFirstSight() {
        assertThat(run.recordsPerSecondBehind(0)).isEqualTo(220.0 / 3);
    }

    @Test
    void leavesOutTheWarmUp() {
        assertThat(run.recordsPerSecondBehind(29)).isEqualTo(100);
        assertThat(run.recordsPerSecondBehind(10)).isEqualTo(100);
    }

    @Test
    void knowsHowManyWereCommitted() {
        assertThat(run.total()).isEqualTo(230);
        assertThat(new StreamRun().total()).isZero();
    }
}
