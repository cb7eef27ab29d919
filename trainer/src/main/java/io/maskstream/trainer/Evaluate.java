package io.maskstream.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.encoding.SmilesEncoding;
import io.maskstream.trainer.data.Esol;
import io.maskstream.trainer.data.MoleculeSet;
import io.maskstream.trainer.data.Split;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.evaluate.MoleculeEvaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges an explainer. */
@Command(
        name = "evaluate",
        description = {
            "Measures a published explainer: predictions with and without the mask, the mask's area, and how faithful its"
                    + " order is, each beside controls.",
            "The records are those of the split that the explainer was fitted with, the test part by default."
        },
        mixinStandardHelpOptions = true)
final class Evaluate implements Callable<Integer> {

    /** Which part of the split. */
    enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    @Spec
    CommandSpec spec;

    @Option(
            names = "--explainer",
            required = true,
            paramLabel = "DIR",
            description = "Folder of one version of an explainer.")
    Path explainer;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the data set.")
    Path data;

    @Option(
            names = "--part",
            defaultValue = "test",
            description = "Of the split: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Part part;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to a file, too.")
    Path json;

    @Override
    public Integer call() throws Exception {
        ExplainerArtifact artifact = ExplainerArtifact.open(explainer);
        if (artifact.manifest().input().kind() != InputKind.MOLECULE) {
            throw new IOException("The explainer in " + explainer + " is for a "
                    + artifact.manifest().input().kind() + "; this command evaluates explainers of molecules.");
        }
        MoleculeSet molecules = molecules(artifact);
        JsonNode measured;
        try (ExplainedModel model =
                new ExplainedModel(artifact.savedModel(), artifact.manifest().signatures())) {
            measured = new MoleculeEvaluation(model, molecules).run();
        }
        Report.print(measured, spec.commandLine().getOut());
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), measured);
        }
        return 0;
    }

    private MoleculeSet molecules(ExplainerArtifact artifact) throws IOException {
        JsonNode splitSeed = artifact.manifest().fit().path("data").path("splitSeed");
        if (!splitSeed.isIntegralNumber()) {
            throw new IOException("The manifest of " + explainer
                    + " does not say which split the explainer was fitted with (fit.data.splitSeed).");
        }
        Split<Esol.Molecule> split = Split.random(Esol.read(data), Esol.Molecule::canonical, splitSeed.asLong());
        List<Esol.Molecule> chosen =
                switch (part) {
                    case TRAIN -> split.train();
                    case VALIDATION -> split.validation();
                    case TEST -> split.test();
                };
        return new MoleculeSet(chosen, (SmilesEncoding) artifact.encoding());
    }
}
