package io.maskstream.trainer.evaluate.stability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planted explainer gives O and N a weight of 1 and C a weight of 0, at any position. */
class StabilityTest {

    private static final SmilesEncoding ENCODING = new SmilesEncoding(PlantedTask.VOCABULARY, PlantedTask.LENGTH);

    @TempDir
    Path folder;

    private ExplainedModel model;

    @BeforeEach
    void open() throws IOException {
        model = PlantedExplainer.open(folder);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void whatHangsOnTheTokenAloneIsStableInEverySpelling() {
        JsonNode figures = measured(Stability.of(InputKind.MOLECULE, ENCODING), "CCO", "CCCON", "NCCO", "CO")
                .path("other spelling");

        assertThat(figures.path("changed").asInt()).isPositive();
        assertThat(figures.path("changed").asInt() + figures.path("skipped").asInt())
                .isEqualTo(4 * 5);
        // The two atoms of methanol are too few for a rank correlation.
        assertThat(figures.path("mask").path("records").asInt()).isBetween(1, 3);
        assertThat(figures.path("mask").path("mean").asDouble()).isCloseTo(1, within(1e-9));
        assertThat(figures.path("occlusion").path("mean").asDouble()).isCloseTo(1, within(1e-9));
        assertThat(figures.path("prediction").path("mean").asDouble()).isCloseTo(0, within(1e-6));
    }

    @Test
    void figuresAreMeansOverTheRecordsOfTheMeansOverTheirChanges() {
        // Changes OCC, whose ranks are 3, 1.5, 1.5, to CCO and OCC, with correlations of -0.5 and 1, and NCO to NCC.
        Change spoiling = new Change() {
            @Override
            public String name() {
                return "spoilt";
            }

            @Override
            public int times() {
                return 2;
            }

            @Override
            public List<Changed> of(ExplainedRecords records, int record) {
                return record == 0 ? List.of(as("CCO"), as("OCC")) : List.of(as("NCC"));
            }

            private Changed as(String smiles) {
                return new Changed(ENCODING.encode(smiles), UnaryOperator.identity(), UnaryOperator.identity());
            }
        };

        JsonNode figures =
                measured(new Stability(List.of(spoiling), 1), "OCC", "NCO").path("spoilt");

        assertThat(figures.path("records").asInt()).isEqualTo(2);
        assertThat(figures.path("skipped").asInt()).isEqualTo(1);
        // The ranks of NCO and NCC are 2.5, 1, 2.5 and 3, 1.5, 1.5, so the correlation is 0.75 / 1.5; the mean of the
        // other record is 0.25.
        assertThat(figures.path("mask").path("mean").asDouble()).isCloseTo((0.25 + 0.5) / 2, within(1e-9));
        assertThat(figures.path("occlusion").path("records").asInt()).isEqualTo(1);
        assertThat(figures.path("occlusion").path("mean").asDouble()).isCloseTo(0.25, within(1e-6));
        // The prediction of OCC stays 1; that of NCO changes from 0 to -1.
        assertThat(figures.path("prediction").path("mean").asDouble()).isCloseTo(0.5, within(1e-6));
    }

    private JsonNode measured(Stability stability, String... smiles) {
        ExplainedRecords records = new ExplainedRecords(
                model,
                Manifest.Output.value("oxygen minus nitrogen", "atoms"),
                List.of(smiles).stream()
                        .map(one -> new Batch.Example(ENCODING.encode(one), Float.NaN))
                        .toList(),
                false,
                index -> new Molecule(smiles[index]),
                OptionalDouble.empty());
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        stability.of(
                new Trial(
                        records,
                        records,
                        records,
                        List.of(new MaskWeights()),
                        List.of(new AsFitted("zero")),
                        new FinishedSteps(null)),
                result);
        return result.path(Stability.NODE);
    }
}
