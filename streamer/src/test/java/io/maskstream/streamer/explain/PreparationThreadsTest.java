package io.maskstream.streamer.explain;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.ServedExplainers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PreparationThreadsTest {

    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LATE = System.nanoTime() + Duration.ofMinutes(10).toNanos();

    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<String> prepared = ConcurrentHashMap.newKeySet();

    @AutoClose
    private final PreparationThreads threads = new PreparationThreads(this::prepare, LIMIT);

    /** Simulates the library that a value selects. */
    private PreparedRequest prepare(PolledRecord polled, ServedExplainers.Lease lease) {
        String name = new String(polled.value(), StandardCharsets.UTF_8);
        switch (name) {
            case "bad" -> throw new BadRecordException(RefusalReason.EMPTY, "bad");
            case "sleepy" -> sleep();
            case "deaf" -> awaitReleased();
            case "broken" -> throw new AssertionError("broken");
            case "registry" -> throw new SchemaRegistryException("away");
            case "slow" -> LockSupport.parkNanos(LIMIT.dividedBy(2).toNanos());
            default -> prepared.add(name);
        }
        return new PreparedRequest(polled.origin(), name, "", null, null, 0, PreparedRequest.MOST_PROBABLE);
    }

    /** Simulates a decoder that can be interrupted. */
    private static void sleep() {
        try {
            Thread.sleep(Duration.ofMinutes(1).toMillis());
        } catch (InterruptedException e) {
            throw new BadRecordException(RefusalReason.TOO_COSTLY, "interrupted");
        }
    }

    /** Simulates a library that cannot be interrupted. */
    private void awaitReleased() {
        while (released.getCount() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            Thread.interrupted();
        }
    }

    @Test
    void preparesOrRefusesEachRecord() {
        List<PolledRecord> records = records("a", "bad", "b");
        assertThat(threads.prepare(records, null, LATE)).isEqualTo(3);
        assertThat(records.get(0).prepared().id()).isEqualTo("a");
        assertThat(records.get(1).outcome()).isEqualTo(new RefusedRequest(RefusalReason.EMPTY, "bad"));
        assertThat(records.get(2).prepared().id()).isEqualTo("b");
    }

    @Test
    void interruptsARecordThatTakesTooLongAndGoesOnOnTheSameThread() {
        List<PolledRecord> records = records("a", "sleepy", "b");
        assertThat(threads.prepare(records, null, LATE)).isEqualTo(3);
        assertThat(records.get(1).outcome()).isEqualTo(new RefusedRequest(RefusalReason.TOO_COSTLY, "interrupted"));
        assertThat(records.get(2).prepared()).isNotNull();
        assertThat(threads.left()).isZero();
    }

    @Test
    void leavesAThreadBehindThatDoesNotListenAndSeesItEnd() {
        List<PolledRecord> records = records("a", "deaf", "b");
        assertThat(threads.prepare(records, null, LATE)).isEqualTo(3);
        RefusedRequest refused = (RefusedRequest) records.get(1).outcome();
        assertThat(refused.reason()).isEqualTo(RefusalReason.TOO_COSTLY);
        assertThat(refused.message()).contains("requests-0@1", "300 ms", "record.timeout.ms");
        assertThat(records.get(2).prepared().id()).isEqualTo("b");
        assertThat(threads.left()).isEqualTo(1);
        released.countDown();
        await("the thread has ended").atMost(PATIENCE).until(() -> threads.left() == 0);
        assertThat(records.get(1).prepared()).as("a late result is dropped").isNull();
    }

    @Test
    void anInterruptDoesNotHitTheRecordsBehind() {
        String[] values = IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0 ? "sleepy" : "m" + i)
                .toArray(String[]::new);
        PreparationThreads hasty = new PreparationThreads(this::prepare, Duration.ofMillis(20));
        assertThat(hasty.prepare(records(values), null, LATE)).isEqualTo(20);
        assertThat(prepared).hasSize(10);
        hasty.close();
    }

    @Test
    void stopsWhenItsTimeIsOver() {
        List<PolledRecord> records = records("slow", "slow", "slow", "slow", "slow");
        int reached = threads.prepare(records, null, System.nanoTime() + LIMIT.toNanos());
        assertThat(reached).isBetween(1, 4);
        assertThat(records.get(reached).prepared()).isNull();
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNoFaultOfTheRecord() {
        assertThatThrownBy(() -> threads.prepare(records("a", "registry", "b"), null, LATE))
                .isInstanceOf(SchemaRegistryException.class);
    }

    @Test
    void aFaultOfThePreparationItselfIsNotPassedByInSilence() {
        assertThatThrownBy(() -> threads.prepare(records("a", "broken", "b"), null, LATE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("requests-0@1")
                .hasRootCauseMessage("broken");
    }

    private static List<PolledRecord> records(String... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> new PolledRecord(new GivenRecord(
                        new RecordOrigin("requests", 0, i), values[i].getBytes(StandardCharsets.UTF_8))))
                .toList();
    }
}
