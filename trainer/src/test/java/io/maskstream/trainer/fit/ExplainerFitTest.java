package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.measure.MaskArea;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.mask.ResidualConvolutions;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.ImportedSavedModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.SequentialSession;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;

class ExplainerFitTest {

    private static final TrainingLoop.Epochs EPOCHS = (epoch, random) ->
            Batch.cut(PlantedTask.examples(256, random), new TreeSet<>(List.of(PlantedTask.LENGTH)), 32, random);

    @TempDir
    Path folder;

    @Test
    void theMaskRanksTheDecidingTokensOnTop() throws IOException {
        List<Manifest.Signature> signatures = fit("explainer", 15, false);

        List<EncodedInput> unseen = PlantedTask.examples(200, new Random(99)).stream()
                .map(Batch.Example::input)
                .toList();
        try (ExplainedModel model = new ExplainedModel(
                folder.resolve("explainer"),
                PlantedTask.INPUT,
                signatures,
                null,
                ComputeDevice.CPU.session(),
                asked -> {})) {
            List<float[]> masks = model.masks(unseen);
            double hits = 0;
            double chance = 0;
            int judged = 0;
            for (int i = 0; i < unseen.size(); i++) {
                int[] ids = ((TokenSequence) unseen.get(i)).ids();
                int deciding = 0;
                for (int id : ids) {
                    deciding += id == PlantedTask.CARBON ? 0 : 1;
                }
                if (deciding > 0 && deciding < ids.length) {
                    judged++;
                    hits += ids[highest(masks.get(i))] == PlantedTask.CARBON ? 0 : 1;
                    chance += deciding / (double) ids.length;
                }
            }
            assertThat(hits / judged)
                    .as("share of records whose highest token decides; by chance %.2f", chance / judged)
                    .isGreaterThan(0.95);
            assertThat(chance / judged).isLessThan(0.4);
            assertThat(MaskArea.of(masks).mean()).isLessThan(0.6);
            float[][] whole = model.predictions(unseen);
            float[][] masked = model.maskedPredictions(unseen, masks);
            double difference = 0;
            for (int i = 0; i < whole.length; i++) {
                difference += Math.abs(whole[i][0] - masked[i][0]) / whole.length;
            }
            assertThat(difference).isLessThan(0.25);
        }
    }

    @Test
    void theFrozenModelIsTheSameBitForBitAfterAFit() throws IOException {
        List<Manifest.Signature> signatures = fit("explainer", 2, false);

        FrozenModel frozen = FrozenModel.read(folder.resolve("frozen"));
        Map<String, NodeDef> explainer =
                GraphDefs.nodes(ImportedSavedModel.graph(folder.resolve("explainer"), List.of("prediction")));
        assertThat(signatures).extracting(Manifest.Signature::name).containsExactly("explain_16", "verify_16");
        assertThat(frozen.graph().getNodeList())
                .isNotEmpty()
                .allSatisfy(node -> assertThat(explainer.get(node.getName())).isEqualTo(node));
    }

    @Test
    void aResumedFitEndsWhereAnUninterruptedOneDoes() throws IOException {
        fit("straight", 4, false);
        String straight = Digests.sha256(folder.resolve("straight/saved_model.pb"));

        // The same run, killed after its second epoch's checkpoint.
        TrainingLoop.Epochs killed = (epoch, random) -> {
            if (epoch == 3) {
                throw new KilledException();
            }
            return EPOCHS.batches(epoch, random);
        };
        assertThatThrownBy(() -> fit("resumed", 4, killed, false)).isInstanceOf(KilledException.class);
        assertThat(folder.resolve("resumed/saved_model.pb")).doesNotExist();
        fit("resumed", 4, EPOCHS, true);

        assertThat(Digests.sha256(folder.resolve("resumed/saved_model.pb"))).isEqualTo(straight);
    }

    private static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Manifest.Signature> fit(String name, int epochs, boolean resume) throws IOException {
        return fit(name, epochs, EPOCHS, resume);
    }

    private List<Manifest.Signature> fit(String name, int epochs, TrainingLoop.Epochs data, boolean resume)
            throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        ExplainerFit.Objective objective = new ExplainerFit.Objective(
                MaskedModel.Design.plain(new ResidualConvolutions(4, 16, 3)),
                new MaskPenalty(0.02, 0.02, 0, 1, 0, 0),
                TaskLoss.SQUARED_ERROR,
                FitTarget.MODEL,
                0,
                1);
        return new ExplainerFit(
                        FrozenModel.read(folder.resolve("frozen")), objective, SequentialSession.CONFIG, Map.of())
                .run(
                        new TrainingLoop.Schedule(epochs, new LearningRate(0.01, 0.1), 3, 2),
                        data,
                        new Checkpoint(folder.resolve(name + ".checkpoint"), TextNode.valueOf("planted")),
                        resume,
                        model -> "",
                        folder.resolve(name));
    }

    private static int highest(float[] weights) {
        int highest = 0;
        for (int i = 1; i < weights.length; i++) {
            if (weights[i] > weights[highest]) {
                highest = i;
            }
        }
        return highest;
    }
}
