package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamRunTest {

    private final StreamRun run = new StreamRun(TimeUnit.SECONDS.toNanos(99));

    StreamRunTest() {
        run.committed(10, TimeUnit.SECONDS.toNanos(100));
        run.committed(30, TimeUnit.SECONDS.toNanos(101));
        run.committed(130, TimeUnit.SECONDS.toNanos(102));
        run.committed(230, TimeUnit.SECONDS.toNanos(103));
    }

    @Test
    void countsBetweenTwoSightings() {
        assertThat(run.recordsPerSecond(10, 230)).isEqualTo(220.0 / 3);
        assertThat(run.recordsPerSecond(11, 130)).isEqualTo(100);
        assertThat(run.recordsPerSecond(0, 30)).isEqualTo(15);
    }

    @Test
    void countsFromTheBeginningWhatWasSeenAtOnce() {
        assertThat(run.recordsPerSecond(1, 9)).isEqualTo(10);
        assertThat(run.recordsPerSecond(40, 130)).isEqualTo(130.0 / 3);
    }

    @Test
    void knowsHowManyWereCommittedAndHowLongItTook() {
        assertThat(run.total()).isEqualTo(230);
        assertThat(run.seconds()).isEqualTo(4);
        assertThat(new StreamRun(0).total()).isZero();
    }
}
