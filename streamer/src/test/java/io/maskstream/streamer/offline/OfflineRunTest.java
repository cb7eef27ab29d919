package io.maskstream.streamer.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationJson;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.RecordExplainer;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.explain.VerificationPolicy;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OfflineRunTest {

    @TempDir
    static Path store;

    private static ServedExplainers explainers;
    private static RecordExplainer explainer;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream explanations = new ByteArrayOutputStream();
    private final ByteArrayOutputStream refusals = new ByteArrayOutputStream();

    @BeforeAll
    static void load() {
        explainers = ServedExplainers.load(
                List.of(TinyExplainer.publish(store, "tiny"), TinyReviewExplainer.publish(store, "reviews")));
        StreamerMetrics metrics = new StreamerMetrics(
                PrometheusMetrics.registry(),
                explainers.all().stream().map(Explainer::identity).toList(),
                Clock.systemUTC());
        explainer = new RecordExplainer(
                new RequestPreparation(new RequestReader(), RequestDigest.plain(), explainers, metrics),
                new BatchExplainer(
                        new ExplanationWriter(ValueFormat.JSON),
                        VerificationPolicy.NEVER,
                        metrics,
                        new DriftMonitor(explainers, 0, System::nanoTime)),
                16,
                Duration.ofSeconds(4),
                metrics);
    }

    @AfterAll
    static void close() {
        explainer.close();
        explainers.close();
    }

    @Test
    void explainsLinesInTheirOrderAndRefusesOthersApart() throws IOException {
        String lines = IntStream.range(0, 2000)
                .mapToObj(i -> i % 10 == 0 ? "no request" : molecule("m" + i, i % 3 == 0 ? "CCOCCOCCO" : "CCO"))
                .collect(Collectors.joining("\r\n", "\n", ""));

        OutcomeLines outcomes = explain(FileRequests.standardInput(new ByteArrayInputStream(lines.getBytes(UTF_8))));

        assertThat(outcomes.explained()).isEqualTo(1800);
        assertThat(outcomes.refused()).isEqualTo(200);
        assertThat(explained())
                .extracting(Explanation::getId)
                .isEqualTo(IntStream.range(0, 2000)
                        .filter(i -> i % 10 != 0)
                        .mapToObj(i -> "m" + i)
                        .toList());
        Explanation first = explained().get(0);
        assertThat(((ValuePrediction) first.getPrediction()).getValue()).isEqualTo(TinyExplainer.prediction("CCO"));
        assertThat(first.getProvenance().getRequestDigest())
                .isEqualTo("sha256:" + Digests.sha256(molecule("m1", "CCO").getBytes(UTF_8)));
        assertThat(first.getProvenance().getSource()).isNull();
        assertThat(refusals.toString(UTF_8).lines())
                .hasSize(200)
                .first()
                .isEqualTo(
                        "{\"reason\":\"unreadable\",\"message\":\"record stdin:2: the value starts with the byte 0x6E,"
                                + " which belongs to no known encoding\"}");
    }

    @Test
    void explainsTheRowsOfATable() throws IOException {
        Path table = folder.resolve("molecules.csv");
        Files.writeString(table, "name,smiles\nethanol,CCO\nodd\n,CO\nnothing,\n");

        OutcomeLines outcomes = explain(FileRequests.open(table, InputKind.MOLECULE, null, "name"));

        assertThat(explained()).extracting(Explanation::getId).containsExactly("ethanol", "molecules.csv:4");
        assertThat(explained().get(0).getProvenance().getRequestDigest())
                .isEqualTo("sha256:" + Digests.sha256("CCO".getBytes(UTF_8)));
        assertThat(outcomes.refused()).isEqualTo(2);
        assertThat(refusals.toString(UTF_8).lines())
                .containsExactly(
                        "{\"reason\":\"unreadable\",\"message\":\"record molecules.csv:3: it has 1 fields, but the header has 2\"}",
                        "{\"reason\":\"unreadable\",\"message\":\"record molecules.csv:5: the field is empty\"}");
    }

    @Test
    void explainsTheFilesOfAFolder() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("b.txt"), "good film");
        Files.writeString(folder.resolve("a/c.txt"), "bad film");

        explain(FileRequests.open(folder, InputKind.REVIEW, null, null));

        assertThat(explained()).extracting(Explanation::getId).containsExactly("a/c.txt", "b.txt");
        assertThat(explained().get(1).getProvenance().getRequestDigest())
                .isEqualTo("sha256:" + Digests.sha256(folder.resolve("b.txt")));
    }

    @Test
    void endsWhenNobodyTakesWhatItWrites() {
        EndlessMolecules endless = new EndlessMolecules();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThatThrownBy(() -> {
                    try (Progress progress = new Progress("Explaining", "records", -1, false)) {
                        new OfflineRun(explainer, 2)
                                .run(FileRequests.standardInput(endless), new OutcomeLines(closed, refusals), progress);
                    }
                })
                .isInstanceOf(UncheckedIOException.class);
        assertThat(endless.lines).as("lines read ahead of the work").isLessThan(10_000);
    }

    /** Repeats the same line for ever. */
    private static final class EndlessMolecules extends InputStream {

        private final byte[] line = (molecule("m", "CCO") + "\n").getBytes(UTF_8);
        private int place;
        private int lines;

        @Override
        public int read() {
            if (place == line.length) {
                place = 0;
                lines++;
            }
            return line[place++];
        }
    }

    private OutcomeLines explain(GivenRecords records) throws IOException {
        OutcomeLines lines = new OutcomeLines(explanations, refusals);
        try (Progress progress = new Progress("Explaining", "records", records.count(), false)) {
            new OfflineRun(explainer, 2).run(records, lines, progress);
        }
        return lines;
    }

    private List<Explanation> explained() {
        return explanations.toString(UTF_8).lines().map(ExplanationJson::read).toList();
    }

    private static String molecule(String id, String smiles) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"" + smiles + "\"}";
    }
}
