package io.maskstream.streamer.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.ExplainerIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenTelemetryTracesTest {

    private static final ExplainerIdentity EXPLAINER = new ExplainerIdentity("esol", 3, "digest", "frozen");

    @Test
    void aSpanIsLinkedToTheTracesOfAllItsRecords() throws IOException {
        try (OtlpCollector collector = new OtlpCollector()) {
            try (BatchTraces traces = OpenTelemetryTraces.to(collector.endpoint(), "requests", "maskstream", 256)) {
                try (BatchTraces.Batch batch = traces.begin(
                        EXPLAINER,
                        200,
                        IntStream.range(1, 201)
                                .mapToObj(i -> new TraceParent("%032x".formatted(i), "%016x".formatted(i), true)))) {
                    assertThat(batch).isNotNull();
                }
                try (BatchTraces.Batch failing = traces.begin(EXPLAINER, 1, Stream.empty())) {
                    failing.failed(new IllegalStateException("the graph fails"));
                }
            }

            assertThat(collector.spans())
                    .extracting(OtlpCollector.Received::failed)
                    .containsExactly(false, true);
            OtlpCollector.Received whole = collector.spans().get(0);
            assertThat(whole.name()).isEqualTo("explain requests");
            assertThat(whole.attributes())
                    .containsEntry("messaging.system", "kafka")
                    .containsEntry("messaging.batch.message_count", "200")
                    .containsEntry("maskstream.explainer.name", "esol")
                    .containsEntry("maskstream.explainer.version", "3");
            assertThat(whole.links()).hasSize(200).contains("%032x-%016x".formatted(200, 200));
        }
    }

    /** A collector that accepts connections but never answers is the worst case. */
    @Test
    void aCollectorThatDoesNotAnswerHoldsNobodyUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BatchTraces traces =
                    OpenTelemetryTraces.to("http://127.0.0.1:" + silent.getLocalPort(), "requests", "maskstream", 32);
            long start = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                traces.begin(EXPLAINER, 1, Stream.empty()).close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            start = System.nanoTime();
            traces.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
