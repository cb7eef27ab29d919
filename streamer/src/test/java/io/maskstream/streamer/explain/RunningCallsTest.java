package io.maskstream.streamer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.streamer.engine.EngineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningCallsTest {

    private long now;
    private final RunningCalls running = new RunningCalls(() -> now);

    @Test
    void knowsForHowLongACallHasBeenRunningUntilItReturns() {
        assertThat(running.longest()).isZero();
        Duration inside = running.watched(() -> {
            now += 5;
            return running.longest();
        });
        assertThat(inside).isEqualTo(Duration.ofNanos(5));
        assertThat(running.longest()).isZero();
    }

    @Test
    void forgetsACallThatFails() {
        assertThatThrownBy(() -> running.watched(() -> {
                    throw new EngineException("failed");
                }))
                .isInstanceOf(EngineException.class);
        now += 5;
        assertThat(running.longest()).isZero();
    }
}
