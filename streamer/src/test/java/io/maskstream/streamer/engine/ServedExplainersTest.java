package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.InputKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServedExplainersTest {

    @TempDir
    Path store;

    private Explainer first;
    private Explainer second;
    private Explainer reviews;
    private ServedExplainers explainers;

    @BeforeEach
    void load() {
        first = Explainer.load(TinyExplainer.publish(store, "tiny"));
        second = Explainer.load(TinyExplainer.publish(store, "tiny"));
        reviews = Explainer.load(TinyReviewExplainer.publish(store, "reviews"));
        explainers = new ServedExplainers(List.of(first, reviews));
    }

    @AfterEach
    void close() {
        explainers.close();
    }

    @Test
    void theNextLeaseHasTheNewVersionInTheSamePlace() {
        explainers.swap(second);

        assertThat(explainers.all()).containsExactly(second, reviews);
        try (ServedExplainers.Lease lease = explainers.lease()) {
            assertThat(serving(lease)).isSameAs(second);
        }
    }

    @Test
    void aLeaseThatBeganBeforeKeepsItsVersionToTheEnd() {
        ServedExplainers.Lease inFlight = explainers.lease();

        explainers.swap(second);

        assertThat(serving(inFlight)).isSameAs(first);
        assertAnswers(first);
        inFlight.close();
        assertClosed(first);
        assertAnswers(second);
    }

    @Test
    void theOldVersionIsClosedAtOnceWhereNobodyHasIt() {
        explainers.lease().close();

        explainers.swap(second);

        assertClosed(first);
        assertAnswers(reviews);
    }

    /** The lease began two swaps ago, and one of the swaps concerned another explainer. */
    @Test
    void anExplainerOutlivesTheSwapsOfOthers() {
        Explainer newReviews = Explainer.load(TinyReviewExplainer.publish(store, "reviews"));
        ServedExplainers.Lease before = explainers.lease();
        explainers.swap(newReviews);
        ServedExplainers.Lease between = explainers.lease();
        explainers.swap(second);

        before.close();
        assertClosed(reviews);
        assertAnswers(first);
        between.close();
        assertClosed(first);
        assertAnswers(newReviews);
    }

    @Test
    void endingALeaseTwiceIsEndingItOnce() {
        ServedExplainers.Lease one = explainers.lease();
        ServedExplainers.Lease other = explainers.lease();
        explainers.swap(second);

        one.close();
        one.close();

        assertAnswers(first);
        other.close();
        assertClosed(first);
    }

    @Test
    void closingWaitsForTheLeases() {
        ServedExplainers.Lease inFlight = explainers.lease();

        explainers.close();

        assertAnswers(first);
        assertThatThrownBy(explainers::lease).isInstanceOf(IllegalStateException.class);
        inFlight.close();
        assertClosed(first);
        assertClosed(reviews);
    }

    @Test
    void aVersionThatComesTooLateIsClosed() {
        explainers.close();

        explainers.swap(second);

        assertClosed(second);
    }

    @Test
    void aVersionThatIsKeptCanServeAgain() {
        ServedExplainers.Kept kept = explainers.keep("tiny").orElseThrow();
        explainers.swap(second);
        assertAnswers(first);

        explainers.swap(kept.explainer());
        kept.close();

        assertThat(explainers.all()).containsExactly(first, reviews);
        assertAnswers(first);
        assertClosed(second);
    }

    @Test
    void oneThatIsTakenAwayIsClosedAfterTheLastLease() {
        ServedExplainers others = new ServedExplainers(List.of());
        others.put(second);
        assertThat(others.identity("tiny")).contains(second.identity());
        ServedExplainers.Lease inFlight = others.lease();

        others.remove("tiny");

        assertThat(others.identity("tiny")).isEmpty();
        assertAnswers(second);
        inFlight.close();
        assertClosed(second);
    }

    @Test
    void takesNoExplainerThatHasNoPlaceHere() {
        try (Explainer stranger = Explainer.load(TinyExplainer.publish(store, "stranger"));
                Explainer otherKind = Explainer.load(TinyExplainer.publish(store, "reviews"))) {
            assertThatThrownBy(() -> explainers.swap(stranger)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> explainers.swap(otherKind)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(explainers.all()).containsExactly(first, reviews);
    }

    /** Closing a graph while a thread uses it would fail the thread's batch, or end this process. */
    @Test
    void noBatchFailsWhileVersionsComeAndGo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger batches = new AtomicInteger();
        List<Future<?>> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                streams.add(threads.submit(() -> {
                    while (!stop.get()) {
                        try (ServedExplainers.Lease lease = explainers.lease()) {
                            assertAnswers(serving(lease));
                            batches.incrementAndGet();
                        }
                    }
                }));
            }
            explainers.swap(second);
            for (int i = 0; i < 20; i++) {
                int before = batches.get();
                explainers.swap(Explainer.load(TinyExplainer.publish(store, "tiny")));
                while (batches.get() < before + 3 && streams.stream().noneMatch(Future::isDone)) {
                    Thread.onSpinWait();
                }
            }
            stop.set(true);
            for (Future<?> stream : streams) {
                stream.get();
            }
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        assertThat(explainers.all().get(0).identity().getVersion()).isEqualTo(22);
        assertClosed(second);
    }

    private static Explainer serving(ServedExplainers.Lease lease) {
        return lease.explainers().firstOf(InputKind.MOLECULE).orElseThrow();
    }

    private static void assertAnswers(Explainer explainer) {
        explainer.check();
    }

    private static void assertClosed(Explainer explainer) {
        assertThatThrownBy(explainer::check).isInstanceOf(EngineException.class);
    }
}
