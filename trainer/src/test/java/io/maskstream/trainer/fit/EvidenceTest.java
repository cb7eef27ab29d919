package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.measure.Additivity;
import io.maskstream.trainer.evaluate.method.IntegratedGradients;
import io.maskstream.trainer.evaluate.method.SignedEvidence;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.EvidenceNetwork;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.mask.TokenConvolutions;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.SequentialSession;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence that is learnt from one random point on the path for each record equals that of the whole path. */
class EvidenceTest {

    private static final float TOKEN = 1.5f;

    @TempDir
    Path folder;

    @Test
    void isWhatEachTokenAddsToAValue() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        try (ExplainedModel model = fit(TaskLoss.SQUARED_ERROR)) {
            List<EncodedInput> unseen = unseen();
            List<float[]> evidence =
                    model.evidence(unseen, new int[unseen.size()]).values();

            for (int i = 0; i < unseen.size(); i++) {
                int[] ids = ((TokenSequence) unseen.get(i)).ids();
                for (int t = 0; t < ids.length; t++) {
                    float adds = ids[t] == 3 ? 1 : ids[t] == 2 ? -1 : 0;
                    assertThat(evidence.get(i)[t]).isCloseTo(adds, within(0.2f));
                }
            }
            ObjectNode measured = measured(PlantedExplainer.records(model, unseen, OptionalDouble.of(0.1)));
            assertThat(measured.at("/evidence/remainderShare").asDouble()).isLessThan(1e-5);
            assertThat(measured.at("/evidence/baselineError/mean").asDouble()).isLessThan(0.05);
        }
    }

    @Test
    void isTheIntegratedGradientOfEachTokenForEachClass() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"), PlantedExplainer.CLASSES, PlantedExplainer.logOddsOf(TOKEN));
        try (ExplainedModel model = fit(TaskLoss.DIVERGENCE)) {
            ExplainedRecords records =
                    PlantedExplainer.records(model, PlantedExplainer.CLASSES, unseen(), OptionalDouble.empty());
            List<float[]> evidence = new SignedEvidence().scores(records);
            List<float[]> whole = new IntegratedGradients(IntegratedGradients.STEPS).scores(records);

            double error = 0;
            double magnitude = 0;
            for (int i = 0; i < evidence.size(); i++) {
                for (int t = 0; t < evidence.get(i).length; t++) {
                    error += Math.abs(evidence.get(i)[t] - whole.get(i)[t]);
                    magnitude += Math.abs(whole.get(i)[t]);
                }
            }
            assertThat(error / magnitude)
                    .as("mean difference, in multiples of the mean magnitude")
                    .isLessThan(0.25);
            assertThat(sum(model.evidence(records.inputs(), new int[records.size()])
                            .values()))
                    .as("of the one class, against the other")
                    .isCloseTo(
                            -sum(model.evidence(records.inputs(), ones(records.size()))
                                    .values()),
                            within(1e-2));
            assertThat(measured(records).at("/evidence/remainderShare").asDouble())
                    .isLessThan(1e-5);
        }
    }

    private static double sum(List<float[]> rows) {
        double sum = 0;
        for (float[] row : rows) {
            for (float value : row) {
                sum += value;
            }
        }
        return sum;
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static List<EncodedInput> unseen() {
        return PlantedTask.examples(100, new Random(99)).stream()
                .map(Batch.Example::input)
                .toList();
    }

    private static ObjectNode measured(ExplainedRecords records) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        new Additivity().of(PlantedExplainer.trialOfMask(records), result);
        return result;
    }

    private ExplainedModel fit(TaskLoss loss) throws IOException {
        FrozenModel frozen = FrozenModel.read(folder.resolve("frozen"));
        ExplainerFit.Objective objective = new ExplainerFit.Objective(
                new MaskedModel.Design(
                        new TokenConvolutions(8, 1, 3),
                        new EvidenceNetwork(16, 1, 3, 0, 1),
                        0,
                        BudgetSampling.NONE,
                        List.of(),
                        true,
                        false),
                new MaskPenalty(0.02, 0.02, 0, 1, 0, 0),
                loss,
                FitTarget.MODEL,
                0,
                1);
        List<Manifest.Signature> signatures = new ExplainerFit(frozen, objective, SequentialSession.CONFIG, Map.of())
                .run(
                        new TrainingLoop.Schedule(60, new LearningRate(0.01, 0.1), 3, 60),
                        (epoch, random) -> Batch.cut(
                                PlantedTask.examples(512, random),
                                new TreeSet<>(List.of(PlantedTask.LENGTH)),
                                32,
                                random),
                        new Checkpoint(folder.resolve("checkpoint"), TextNode.valueOf("planted")),
                        false,
                        model -> "",
                        folder.resolve("explainer"));
        return new ExplainedModel(
                folder.resolve("explainer"),
                frozen.card().input(),
                signatures,
                frozen.card().tensorsAsJson(),
                SequentialSession.CONFIG,
                asked -> {});
    }
}
