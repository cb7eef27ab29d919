package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.truth.ComputedLogP;
import io.maskstream.trainer.evaluate.truth.PlantedPatches;
import io.maskstream.trainer.recipe.ImageRecipe;
import io.maskstream.trainer.recipe.MoleculeRecipe;
import io.maskstream.trainer.recipe.TextRecipe;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.report.TextReport;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tasks with a known truth, with models small enough to learn them in seconds. */
@Timeout(3600)
class TruthTaskIT {

    /** {@code -Dmaskstream.effort=1} has the effort of the command {@code truth}. */
    private static final double EFFORT = Double.parseDouble(System.getProperty("maskstream.effort", "0.15"));

    @TempDir
    Path folder;

    @Test
    void signedMethodsFindWhatAtomsContribute() throws IOException {
        RecordOptions options = new RecordOptions();
        new CommandLine(options).parseArgs("--records", chains().toString());
        RecordSplit split = options.splitOf(InputKind.MOLECULE, ComputedLogP::new);

        JsonNode truth = run(TruthTask.molecules(
                split,
                new MoleculeRecipe.Settings(MoleculeRecipe.Form.CANONICAL, 1, 18, 16, 0.01, 0, 40, 16, 16, 16, 0, 0)));

        assertThat(truth.get("r2").asDouble()).isGreaterThan(0.8);
        assertThat(low(truth, "integrated gradients", "tau")).isPositive();
        assertThat(low(truth, "occlusion", "tau")).isPositive();
        assertThat(mean(truth, "mask", "auroc")).isGreaterThan(mean(truth, "random", "auroc"));
        assertThat(mean(truth, "element table", "tau")).isPositive();
        assertThat(mean(truth, "atom type table", "tau")).isGreaterThanOrEqualTo(mean(truth, "element table", "tau"));
        assertThat(truth.at("/methods/mask").has("tau"))
                .as("a mask has no sign")
                .isFalse();
    }

    @Test
    void theMaskFindsTheDecidingWordsMoreOftenThanChance() throws IOException {
        JsonNode truth = run(TruthTask.texts(3000, new TextRecipe.Settings(1, 12, 32, 0.01, 0, 100, 40, 8, 8, 0.1)));

        assertThat(truth.get("accuracy").asDouble()).isGreaterThan(0.9);
        assertThat(low(truth, "mask", "found")).isGreaterThan(mean(truth, "random", "found"));
        assertThat(low(truth, "occlusion", "auroc")).isGreaterThan(0.8);
        assertThat(truth.at("/methods/occlusion/negator/mean").asDouble())
                .isGreaterThan(mean(truth, "random", "negator"));
    }

    @Test
    void theMaskFindsTheDecidingPatchMoreOftenThanChance() throws IOException {
        JsonNode truth = run(TruthTask.images(
                new PlantedPatches.Drawing(16, 2, 1),
                1200,
                new ImageRecipe.Settings(1, 16, 16, 3, 11, 9, 32, 0.1, 0.0001, false, 0, 0, 1, 0)));

        assertThat(truth.get("accuracy").asDouble()).isGreaterThan(0.8);
        assertThat(low(truth, "mask, pixel by pixel", "inPatch")).isGreaterThan(mean(truth, "random", "inPatch"));
        assertThat(low(truth, "best by regions", "inPatch")).isGreaterThan(mean(truth, "occlusion", "inPatch"));
    }

    /**
     * Writes a table of carbon chains that may end in nitrogen or oxygen, which are hydrophilic. Within the chain they
     * would not do, because JPlogP assigns part of their effect to their neighbours, which a model cannot know.
     */
    private Path chains() throws IOException {
        Random random = new Random(8);
        List<String> ends = List.of("", "N", "O");
        List<String> rows = new ArrayList<>(List.of("smiles"));
        for (int row = 0; row < 400; row++) {
            StringBuilder chain = new StringBuilder(ends.get(random.nextInt(ends.size()))).append("C");
            for (int atom = random.nextInt(8); atom >= 0; atom--) {
                chain.append(random.nextInt(3) > 0 ? "C" : "C(C)");
            }
            rows.add(chain.append("C")
                    .append(ends.get(random.nextInt(ends.size())))
                    .toString());
        }
        return Files.write(folder.resolve("chains.csv"), rows);
    }

    private JsonNode run(TruthTask task) throws IOException {
        JsonNode measured = task.with(EFFORT).run(folder.resolve("out"), 1, ComputeDevice.CPU, false);
        StringWriter table = new StringWriter();
        TextReport.print(measured, "", new PrintWriter(table, true));
        assertThat(table.toString()).contains("Truth:", "mask", "random", "occlusion");
        return measured.get("truth");
    }

    private static double mean(JsonNode truth, String method, String figure) {
        return truth.get("methods").get(method).get(figure).get("mean").asDouble();
    }

    private static double low(JsonNode truth, String method, String figure) {
        return truth.get("methods").get(method).get(figure).get("low").asDouble();
    }
}
