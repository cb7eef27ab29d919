package io.maskstream.streamer.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private static final StreamsException FAULT = new StreamsException("outer", new IllegalStateException("root"));

    private final TickableClock clock = new TickableClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicBoolean healed = new AtomicBoolean();
    private final ThreadReplacement replacement = new ThreadReplacement(healed::get, clock, pauses::add);

    @Test
    void replacesAThreadAfterAPauseThatDoubles() {
        for (int i = 0; i < 6; i++) {
            assertThat(replacement.handle(FAULT)).isEqualTo(REPLACE_THREAD);
        }
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L);
        assertThat(replacement.fatal()).isEmpty();
    }

    @Test
    void givesUpOnAFaultThatStays() {
        for (int i = 0; i < 6; i++) {
            replacement.handle(FAULT);
        }
        assertThat(replacement.handle(FAULT)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.fatal()).hasValueSatisfying(e -> assertThat(e).hasMessage("root"));
    }

    @Test
    void givesUpAtOnceWhenTheBrokersRefuse() {
        Exception refusal = new GroupAuthorizationException("not yours", "maskstream");
        assertThat(replacement.handle(new StreamsException(refusal))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.fatal()).hasValue(refusal);
        assertThat(pauses).isEmpty();
    }

    @Test
    void forgetsDeathsThatAreLongAgo() {
        for (int i = 0; i < 50; i++) {
            assertThat(replacement.handle(FAULT)).isEqualTo(REPLACE_THREAD);
            clock.now = clock.now.plus(Duration.ofMinutes(3));
        }
    }

    @Test
    void neverSurvivesAnErrorOfTheVirtualMachine() {
        assertThat(replacement.handle(new OutOfMemoryError("heap"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.fatal()).isPresent();
    }

    @Test
    void shutsDownWhenInterrupted() {
        ThreadReplacement interrupted = new ThreadReplacement(healed::get, clock, time -> {
            throw new InterruptedException();
        });
        assertThat(interrupted.handle(FAULT)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static final class TickableClock extends Clock {

        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aDeathOfWhatWillNotKillAgainDoesNotCount() {
        healed.set(true);
        for (int i = 0; i < 10; i++) {
            assertThat(replacement.handle(new StreamsException("the broker does not take it")))
                    .isEqualTo(REPLACE_THREAD);
        }
        assertThat(pauses).isEmpty();
        assertThat(replacement.fatal()).isEmpty();
    }
}
