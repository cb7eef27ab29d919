package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BenchIT {

    @Test
    void measuresStreamAndEngineOnTheSameRecords(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("bench.json");
        try (DemoProcess bench = DemoProcess.start(
                folder, Bench.class, "", "--records", "600", "--lone", "5", "--json", json.toString())) {
            assertThat(bench.status()).as(bench.toString()).isZero();
            assertThat(bench.out()).anyMatch(line -> line.matches("bare engine, before the stream +[0-9,]+ +[0-9.]+"));
            assertThat(bench.out()).anyMatch(line -> line.matches("stream / bare engine +[0-9.]+"));
        }
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        JsonNode stream = report.get("stream");
        assertThat(stream.get("records").intValue()).isEqualTo(600);
        assertThat(stream.get("missing").intValue()).isZero();
        assertThat(stream.get("repeated").intValue()).isZero();
        assertThat(stream.get("meanBatch").doubleValue()).isBetween(1.0, 32.0);
        assertThat(report.get("engineMeanBatch").doubleValue()).isBetween(1.0, 32.0);
        assertThat(report.get("ratio").doubleValue()).isPositive();
        assertThat(stream.get("lone").get("p50").doubleValue())
                .isPositive()
                .isLessThanOrEqualTo(stream.get("lone").get("p99").doubleValue());
    }
}
