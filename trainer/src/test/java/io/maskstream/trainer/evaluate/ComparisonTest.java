package io.maskstream.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.report.ComparisonTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the planted explainer with one that keeps exactly the other parts. */
class ComparisonTest {

    private static final List<EncodedInput> INPUTS = List.of(
            PlantedExplainer.ids("OCCC"),
            PlantedExplainer.ids("OOCC"),
            PlantedExplainer.ids("CCNC"),
            PlantedExplainer.ids("CCCN"));

    @Test
    void saysWhoIsAheadRecordByRecord(@TempDir Path folder) throws IOException {
        try (ExplainedModel good = PlantedExplainer.open(folder.resolve("good"));
                ExplainedModel bad = PlantedExplainer.openInverted(folder.resolve("bad"))) {
            ObjectNode found = new Comparison(
                            new Protocol("tokens", 100, 100, PlantedTask.LENGTH, 100, 100, 1, PlantedTask.INPUT, null))
                    .of(records(good), records(bad));

            assertThat(found.get("records").asInt()).isEqualTo(4);
            // A quarter, a half, a quarter and a quarter of the tokens matter.
            assertThat(found.at("/measures/area/this/mean").asDouble()).isCloseTo(0.3125, within(1e-6));
            assertThat(found.at("/measures/area/other/mean").asDouble()).isCloseTo(0.6875, within(1e-6));
            assertThat(found.at("/measures/agreement/this/mean").asDouble()).isEqualTo(1);
            assertThat(found.at("/measures/agreement/difference/low").asDouble())
                    .isEqualTo(1);
            // The predictions are 1, 2, -1 and -1. Of four tokens, one is kept at up to 30%, and two at 50%. In the
            // order of the first explainer, only OOCC is off, by 1 at the first four shares; in that of the other one,
            // no token that matters is kept.
            assertThat(found.at("/measures/insertion/better").asText()).isEqualTo("lower");
            assertThat(found.at("/measures/insertion/this/mean").asDouble()).isCloseTo(0.8 / 4, within(1e-6));
            assertThat(found.at("/measures/insertion/other/mean").asDouble()).isCloseTo(1.25, within(1e-6));
            assertThat(found.at("/measures/deletion/better").asText()).isEqualTo("higher");
            assertThat(found.at("/measures/deletion/this/mean").asDouble())
                    .isCloseTo((1 + 1.2 + 1 + 1) / 4, within(1e-6));
            assertThat(found.at("/measures/deletion/other/mean").asDouble()).isZero();
            assertThat(found.at("/rankCorrelation/mean").asDouble()).isEqualTo(-1);

            StringWriter printed = new StringWriter();
            ComparisonTable.print(found.put("explainer", "bad 1").put("sameModel", true), new PrintWriter(printed));
            assertThat(printed.toString())
                    .contains("Against bad 1, record by record (4; the curves on 4)")
                    .containsPattern("insertion +0.200 +1.250 +-1.050 \\[.*] +better")
                    .containsPattern("deletion .* better")
                    .contains("Rank correlation of a record's two masks: -1.000 [-1.000, -1.000]");
        }
    }

    private static ExplainedRecords records(ExplainedModel model) {
        return PlantedExplainer.records(model, INPUTS, OptionalDouble.of(0.1));
    }
}
