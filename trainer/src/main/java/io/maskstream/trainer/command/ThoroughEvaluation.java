package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.Protocol;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.randomised.Randomised;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Option;

/** The option for a thorough evaluation, which takes much longer. */
final class ThoroughEvaluation {

    private static final Logger LOG = LoggerFactory.getLogger(ThoroughEvaluation.class);

    /** Steps of each short fit to the model and to the model with shuffled weights. */
    private static final int STEPS = 300;

    private static final long SEED = 1;

    @Option(
            names = "--thorough",
            order = 774,
            description =
                    "Use more records, which takes much longer. Also refit masks to the model with shuffled weights,"
                            + " and fit an explainer to a task of the same kind with a known truth (see the command truth).")
    boolean thorough;

    /** Returns a protocol with more records if the option was given. */
    Protocol protocol(Protocol usual) {
        return thorough ? usual.thorough() : usual;
    }

    /** Measures whether masks depend on what the model has learnt. */
    Measure randomised(ExplainerArtifact artifact, Dataset dataset, Part fitted, ConfigProto config, Path folder)
            throws IOException {
        FrozenModel frozen = FrozenModel.read(artifact.folder());
        return new Randomised(
                frozen, FitOptions.usual(frozen.card(), dataset.examples(fitted)), STEPS, SEED, config, folder);
    }

    /** Measures how well a fit finds the truth in a task for a kind of input. */
    JsonNode truth(InputKind kind, RecordOptions records, ComputeDevice device, Path folder) throws IOException {
        LOG.info("Fitting an explainer to a task with a known truth.");
        TruthTask task =
                switch (kind) {
                    case MOLECULE -> TruthOfMolecules.usual(records);
                    case REVIEW -> TruthOfTexts.usual();
                    case IMAGE -> TruthOfImages.usual();
                };
        return task.run(folder, SEED, device, true).get("truth");
    }
}
