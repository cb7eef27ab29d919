package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BenchIT {

    @Test
    void measuresStreamAndEngineOnTheSameRecords(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("bench.json");
        try (DemoProcess bench = DemoProcess.start(
                folder,
                Bench.class,
                "",
                "--records",
                "molecules",
                "--count",
                "600",
                "--rounds",
                "2",
                "--lone",
                "5",
                "--half-load",
                "2",
                "--json",
                json.toString())) {
            assertThat(bench.status()).as(bench.toString()).isZero();
            assertThat(bench.out()).anyMatch(line -> line.matches("molecules +esol [0-9]+ +600( +[0-9.,-]+){8,}"));
            assertThat(bench.out())
                    .filteredOn(line -> line.startsWith("molecules"))
                    .hasSize(5);
        }
        JsonNode report = new ObjectMapper().readTree(json.toFile()).get(0);
        JsonNode stream = report.get("stream");
        assertThat(stream.get("records").intValue()).isEqualTo(600);
        assertThat(stream.get("missing").intValue()).isZero();
        assertThat(stream.get("repeated").intValue()).isZero();
        assertThat(stream.get("meanBatch").doubleValue()).isBetween(1.0, 32.0);
        assertThat(report.get("engineMeanBatch").doubleValue()).isBetween(1.0, 32.0);
        assertThat(stream.get("rounds")).hasSize(2).allSatisfy(round -> {
            assertThat(round.get("records").intValue()).isEqualTo(300);
            assertThat(round.get("ratio").doubleValue())
                    .isEqualTo(round.get("stream").doubleValue()
                            / round.get("engine").doubleValue());
        });
        assertThat(report.get("ratio").doubleValue())
                .isPositive()
                .isEqualTo(stream.get("rounds").get(1).get("ratio").doubleValue());
        for (String stage : List.of("decode", "encode", "engine", "answer", "forward", "rest")) {
            assertThat(stream.get("work").get(stage).doubleValue()).as(stage).isPositive();
        }
        assertThat(report.get("mebibytesAfter").intValue()).isGreaterThan(100);
        assertThat(stream.get("bad").get("oneIn").intValue()).isEqualTo(10);
        assertThat(stream.get("bad").get("pairs")).hasSize(3).allSatisfy(pair -> assertThat(
                        pair.get("ratio").doubleValue())
                .isEqualTo(pair.get("mixed").doubleValue() / pair.get("good").doubleValue()));
        assertThat(stream.get("halfLoad").get("records").intValue()).isGreaterThanOrEqualTo(20);
        assertThat(stream.get("lone").get("p50").doubleValue())
                .isPositive()
                .isLessThanOrEqualTo(stream.get("lone").get("p99").doubleValue());
    }

    @Test
    void measuresReviewsOfSeveralLengthsOnTwoInstances(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("explainers");
        TinyExplainer.publish(store, "molecules");
        TinyReviewExplainer.publish(store, "reviews");
        Path json = folder.resolve("bench.json");
        String[] arguments = {
            "--explainers",
            store.toString(),
            "--records",
            "reviews-mixed",
            "--count",
            "300",
            "--rounds",
            "1",
            "--lone",
            "2",
            "--half-load",
            "2",
            "--instances",
            "2",
            "--setting",
            "num.stream.threads=1",
            "--json",
            json.toString()
        };
        try (DemoProcess bench = DemoProcess.start(folder, Bench.class, "", arguments)) {
            assertThat(bench.status()).as(bench.toString()).isZero();
            assertThat(bench.out()).anyMatch(line -> line.matches("reviews-mixed +reviews 1 +300 .*"));
        }
        JsonNode report = new ObjectMapper().readTree(json.toFile()).get(0);
        assertThat(report.get("workload").textValue()).isEqualTo("reviews-mixed");
        assertThat(report.get("threads").intValue()).isEqualTo(2);
        List<Long> explained = new ArrayList<>();
        report.get("stream").get("instances").forEach(instance -> explained.add(instance.longValue()));
        assertThat(explained).hasSize(2);
        assertThat(explained.get(0) + explained.get(1)).isEqualTo(300);
        assertThat(report.get("stream").get("missing").intValue()).isZero();
        assertThat(report.get("stream").get("repeated").intValue()).isZero();
    }

    @Test
    void comparesSettingsWithACandidateThatExplainsTheSameBatches(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("explainers");
        TinyExplainer.publish(store, "molecules");
        ExplainerArtifact candidate = TinyExplainer.publishInverted(folder.resolve("trainers"), "molecules");
        Path json = folder.resolve("bench.json");
        String[] arguments = {
            "compare",
            "candidate.sample.rate=1,verify=never",
            "--explainers",
            store.toString(),
            "--records",
            "molecules",
            "--count",
            "400",
            "--rounds",
            "2",
            "--half-load",
            "1",
            "--setting",
            "candidate.sample.rate=0",
            "--candidate",
            candidate.folder().toString(),
            "--json",
            json.toString()
        };
        try (DemoProcess bench = DemoProcess.start(folder, Bench.class, "", arguments)) {
            assertThat(bench.status()).as(bench.toString()).isZero();
            assertThat(bench.out()).anyMatch(line -> line.startsWith("as given "));
        }
        JsonNode variants = new ObjectMapper().readTree(json.toFile()).get("molecules");
        assertThat(variants).hasSize(2);
        assertThat(variants.get(0).get("runs"))
                .hasSize(2)
                .allSatisfy(run -> assertThat(run.get("compared").doubleValue()).isZero());
        assertThat(variants.get(1).get("settings").textValue()).isEqualTo("candidate.sample.rate=1 verify=never");
        assertThat(variants.get(1).get("runs")).hasSize(2).allSatisfy(run -> {
            assertThat(run.get("compared").doubleValue()).isPositive();
            assertThat(run.get("processorMicros").doubleValue()).isPositive();
        });
    }

    @Test
    void saysWhichRecordsThereAreAndWhoExplainsThem(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("explainers");
        TinyExplainer.publish(store, "molecules");
        String explainers = store.toString();
        try (DemoProcess noSuch = DemoProcess.start(folder, Bench.class, "", "--records", "songs");
                DemoProcess noExplainer = DemoProcess.start(
                        folder, Bench.class, "", "--explainers", explainers, "--records", "reviews-short");
                DemoProcess other = DemoProcess.start(
                        folder,
                        Bench.class,
                        "",
                        "--explainers",
                        explainers,
                        "--records",
                        "reviews-short",
                        "--explainer",
                        "molecules")) {
            assertThat(noSuch.status()).isEqualTo(2);
            assertThat(noSuch.err().get(0))
                    .contains("'--records'", "molecules, reviews-short", "'songs' is not one of");
            assertThat(noExplainer.status()).isEqualTo(1);
            assertThat(noExplainer.err()).singleElement().asString().contains("no explainer for a review in " + store);
            assertThat(other.status()).isEqualTo(1);
            assertThat(other.err()).singleElement().asString().contains("molecules takes a molecule", "reviews-short");
        }
    }
}
