package io.maskstream.trainer.evaluate.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Ranking;
import io.maskstream.trainer.fit.PlantedTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Uses models of the sum s of 1 for each O and -1 for each N: s itself, its cube, its square, and classes whose logits
 * are multiples of s.
 */
class AttributionTest {

    private static final Offset<Float> CLOSE = within(1e-4f);

    private static ExplainedModel sum;
    private static ExplainedModel square;
    private static ExplainedModel cube;
    private static ExplainedModel two;
    private static ExplainedModel sure;
    private static ExplainedModel three;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        sum = PlantedExplainer.open(folder.resolve("sum"));
        square = ofValues(folder.resolve("square"), AttributionTest::square);
        cube = ofValues(folder.resolve("cube"), (tf, evidence) -> {
            Operand<TFloat32> s = tf.sum(evidence, tf.constant(1));
            return tf.math.mul(tf.math.square(s), s);
        });
        two = ofClasses(folder.resolve("two"), 0, 2);
        sure = ofClasses(folder.resolve("sure"), 0, 500);
        three = ofClasses(folder.resolve("three"), 1, 2, -1);
    }

    @AfterAll
    static void close() {
        Stream.of(sum, square, cube, two, sure, three).forEach(ExplainedModel::close);
    }

    private static Operand<TFloat32> square(Ops tf, Operand<TFloat32> evidence) {
        return tf.math.square(tf.sum(evidence, tf.constant(1)));
    }

    private static ExplainedModel ofValues(Path folder, PlantedTask.Head head) throws IOException {
        return PlantedExplainer.open(folder, PlantedExplainer.VALUE, head);
    }

    private static ExplainedModel ofClasses(Path folder, float... multiples) throws IOException {
        return PlantedExplainer.open(
                folder,
                classes(multiples.length),
                (tf, evidence) -> tf.nn.softmax(tf.math.mul(
                        tf.reshape(tf.sum(evidence, tf.constant(1)), tf.constant(new int[] {-1, 1})),
                        tf.constant(new float[][] {multiples}))));
    }

    private static Manifest.Output classes(int count) {
        return Manifest.Output.classes("class", List.of("a", "b", "c").subList(0, count));
    }

    @Test
    void aModelPredictsWithTheMaskThatItIsGiven() {
        List<TokenSequence> ids = List.of(PlantedExplainer.ids("CONC"), PlantedExplainer.ids("OOC"));

        assertThat(sum.predictions(ids)).isDeepEqualTo(new float[][] {{0}, {2}});
        assertThat(sum.maskedPredictions(ids, List.of(new float[] {1, 1, 0.5f, 1}, new float[] {0, 0.75f, 1})))
                .isDeepEqualTo(new float[][] {{0.5f}, {0.75f}});
    }

    @Test
    void theMaskIsTheExplainersOwnAndEndsWhereTheSequenceDoes() {
        assertThat(new MaskWeights().scores(values(sum, "CONC", "OOC")))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void gradientTimesInputOfAValueTellsWhatRaisesItFromWhatLowersIt() {
        assertClose(
                new GradientTimesInput().scores(values(sum, "CONC", "OOC")),
                new float[] {0, 1, -1, 0},
                new float[] {1, 1, 0});
        // The gradient is 3 s^2 with s = 1.
        assertClose(new GradientTimesInput().scores(values(cube, "OONC")), new float[] {3, 3, -3, 0});
    }

    @Test
    void gradientTimesInputOfAClassIsThatOfTheLogOddsOfThePredictedOne() {
        assertThat(scores(new GradientTimesInput(), two, 2, "OONC")).containsExactly(new float[] {2, 2, -2, 0}, CLOSE);
        // N is evidence for the first class, which is predicted here.
        assertThat(scores(new GradientTimesInput(), two, 2, "NNOC")).containsExactly(new float[] {2, 2, -2, 0}, CLOSE);
        // The second class, of logit 2s, against the sum of the others, of logits s and -s, with s = 1.
        float slope = (float) (2 - Math.tanh(1));
        assertThat(scores(new GradientTimesInput(), three, 3, "OONC"))
                .containsExactly(new float[] {slope, slope, -slope, 0}, CLOSE);
    }

    @Test
    void gradientTimesInputOfAClassThatIsCertainIsNotLostToRounding() {
        assertThat(sure.predictions(List.of(PlantedExplainer.ids("OON")))[0]).containsExactly(0, 1);
        assertThat(scores(new GradientTimesInput(), sure, 2, "OON"))
                .containsExactly(new float[] {500, 500, -500}, within(0.1f));
    }

    @Test
    void integratedGradientsAreThoseOfTheMidpointRuleAndAddUp() {
        // The mean of 3 a^2 at the midpoints a of n steps is 1 - 1 / (4 n^2); here it is multiplied by s^2 = 4.
        float inFive = 4 * 0.99f;
        assertThat(new IntegratedGradients(5).scores(values(cube, "OOONC")).get(0))
                .containsExactly(new float[] {inFive, inFive, inFive, -inFive, 0}, CLOSE);
        float[] inFifty =
                new IntegratedGradients(50).scores(values(cube, "OOONC")).get(0);
        assertThat(sum(inFifty)).isCloseTo(8, within(0.01f));
    }

    @Test
    void integratedGradientsOfAClassAddUpToTheDifferenceOfItsProbabilities() {
        // s goes from 0 to 1 along the path, and the tokens share the difference in proportion to their evidence.
        float share = (float) (sigmoid(2) - sigmoid(0));
        assertThat(scores(new IntegratedGradients(50), two, 2, "OONC"))
                .containsExactly(new float[] {share, share, -share, 0}, CLOSE);
        assertThat(scores(new IntegratedGradients(50), two, 2, "NNOC"))
                .containsExactly(new float[] {share, share, -share, 0}, CLOSE);
    }

    @Test
    void noiseDoesNotMoveTheGradientsOfALinearModel() {
        assertClose(
                new SmoothGrad(3, 7).scores(values(sum, "CONC", "OOC")), new float[] {0, 1, -1, 0}, new float[] {1, 1, 0
                });
    }

    @Test
    void noiseMovesTheGradientsOfACurvedModelButNotTheInputThatTheyAreMultipliedBy() {
        float[] smooth = new SmoothGrad(25, 7).scores(values(square, "OONC")).get(0);

        // The gradient is 2 s at every token, and s contains the noise of 8 channels with a deviation of 0.15, averaged
        // over 25 copies.
        assertThat(smooth[0]).isNotEqualTo(2).isCloseTo(2, within(0.6f));
        assertThat(smooth).containsExactly(new float[] {smooth[0], smooth[0], -smooth[0], 0}, CLOSE);
        assertThat(new SmoothGrad(25, 7).scores(values(square, "OONC")).get(0)).containsExactly(smooth);
        assertThat(new SmoothGrad(25, 8).scores(values(square, "OONC")).get(0)).isNotEqualTo(smooth);
    }

    @Test
    void occlusionIsHowMuchLessTheModelSaysWithoutAToken() {
        assertClose(
                new Occlusion().scores(values(sum, "CONC", "OOC")), new float[] {0, 1, -1, 0}, new float[] {1, 1, 0});
        // The cube of s = 1 is 0 without an O, and 8 without the N.
        assertClose(new Occlusion().scores(values(cube, "OONC")), new float[] {1, 1, -7, 0});
    }

    @Test
    void occlusionOfAClassIsThatOfTheProbabilityOfThePredictedOne() {
        float fewer = (float) (sigmoid(2) - sigmoid(0));
        float more = (float) (sigmoid(2) - sigmoid(4));

        assertThat(scores(new Occlusion(), two, 2, "OONC")).containsExactly(new float[] {fewer, fewer, more, 0}, CLOSE);
        assertThat(scores(new Occlusion(), two, 2, "NNOC")).containsExactly(new float[] {fewer, fewer, more, 0}, CLOSE);
    }

    @Test
    void firstAndLastTokensGoAlongTheSequence() {
        assertThat(new PositionOrder(false).scores(values(sum, "CONC", "OOC")))
                .extracting(Ranking::descending)
                .containsExactly(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2});
        assertThat(new PositionOrder(true).scores(values(sum, "CONC", "OOC")))
                .extracting(Ranking::descending)
                .containsExactly(new int[] {3, 2, 1, 0}, new int[] {2, 1, 0});
    }

    @Test
    void randomScoresAreRepeatedByTheSameSeedAlone() {
        ExplainedRecords records = values(sum, "CONC", "OOC");

        assertThat(new RandomOrder(4).scores(records))
                .usingRecursiveComparison()
                .isEqualTo(new RandomOrder(4).scores(records));
        assertThat(new RandomOrder(4).scores(records).get(0))
                .isNotEqualTo(new RandomOrder(5).scores(records).get(0));
    }

    private static ExplainedRecords values(ExplainedModel model, String... sequences) {
        return PlantedExplainer.records(
                model, Stream.of(sequences).map(PlantedExplainer::ids).toList(), OptionalDouble.of(0.5));
    }

    private static float[] scores(Attribution method, ExplainedModel model, int classes, String sequence) {
        return method.scores(PlantedExplainer.records(
                        model, classes(classes), List.of(PlantedExplainer.ids(sequence)), OptionalDouble.empty()))
                .get(0);
    }

    private static void assertClose(List<float[]> scores, float[]... expected) {
        assertThat(scores).hasSize(expected.length);
        for (int record = 0; record < expected.length; record++) {
            assertThat(scores.get(record)).containsExactly(expected[record], CLOSE);
        }
    }

    private static float sum(float... values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
