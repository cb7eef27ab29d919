package io.maskstream.trainer.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.Protocol;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.randomised.Randomised;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.model.FrozenModel;
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

    private static final JsonMapper JSON = new JsonMapper();

    /** Steps of each short fit to the model and to the model with shuffled weights. */
    private static final int STEPS = 300;

    private static final long SEED = 1;

    @Option(
            names = "--thorough",
            order = 774,
            description =
                    "Use more records, which takes much longer. Also fit the explainer further to the model with"
                            + " shuffled weights, which must change its masks, and fit an explainer to a task of the same kind with a known truth (see the command truth).")
    boolean thorough;

    /** Returns a protocol with more records if the option was given. */
    Protocol protocol(Protocol usual) {
        return thorough ? usual.thorough() : usual;
    }

    /**
     * Measures whether masks depend on what the model has learnt.
     *
     * @throws IOException if the explainer's files cannot be read
     * @throws IllegalArgumentException if its settings cannot be read; the message says what to do
     */
    Measure randomised(ExplainerArtifact artifact, ConfigProto config, Path folder) throws IOException {
        return new Randomised(
                FrozenModel.read(artifact.folder()),
                settings(artifact),
                StartingPoint.of(artifact.folder(), false).weights(),
                STEPS,
                SEED,
                config,
                folder);
    }

    /** Returns the settings that an explainer was fitted with. */
    private static FitSettings settings(ExplainerArtifact artifact) {
        ObjectNode settings = JSON.createObjectNode();
        artifact.manifest().fit().path("settings").properties().forEach(entry -> {
            if (!entry.getKey().equals(FitTask.SEED)) {
                settings.set(entry.getKey(), entry.getValue());
            }
        });
        try {
            return JSON.treeToValue(settings, FitSettings.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The manifest in " + artifact.folder()
                            + " does not hold the settings of a fit (fit.settings), which"
                            + " --thorough needs: leave it out. " + e.getOriginalMessage(),
                    e);
        }
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
