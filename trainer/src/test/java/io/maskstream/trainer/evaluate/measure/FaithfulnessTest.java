package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.PositionOrder;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On sequences of 10 tokens, so that a point of a curve is a token, two of which are O and give 1 each. */
class FaithfulnessTest {

    private static final Offset<Double> EXACTLY = within(1e-6);

    private static final List<EncodedInput> IDS =
            List.of(PlantedExplainer.ids("CCOCCCCCOC"), PlantedExplainer.ids("CCCCCOCCCO"));

    private static ExplainedModel model;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        model = PlantedExplainer.open(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aPerfectOrderLosesThePredictionAtOnceAndHasItBackAtOnce() {
        Faithfulness.Result result = Faithfulness.of(records(0.5), new MaskWeights());

        // Nothing removed: 0; one O removed: 1; both and any more: 2.
        assertThat(result.deletion().values()).containsExactly(0., 1., 2., 2., 2., 2., 2., 2., 2., 2., 2.);
        assertThat(result.deletionArea()).isCloseTo(19 / 11., EXACTLY);
        // Nothing kept: 2; one O kept: 1; both and any more: 0.
        assertThat(result.insertion().values()).containsExactly(2., 1., 0., 0., 0., 0., 0., 0., 0., 0., 0.);
        assertThat(result.insertionArea()).isCloseTo(3 / 11., EXACTLY);
        assertThat(result.deletion().keySet()).startsWith(0., 0.1).endsWith(1.);
        // 5% of 10 tokens is at least one, which leaves out the other O.
        assertThat(result.agreement())
                .containsExactly(
                        Map.entry(0.02, 0.),
                        Map.entry(0.05, 0.),
                        Map.entry(0.1, 0.),
                        Map.entry(0.2, 1.),
                        Map.entry(0.3, 1.),
                        Map.entry(0.5, 1.),
                        Map.entry(0.75, 1.));
    }

    @Test
    void aBlindOrderIsWorse() {
        Faithfulness.Result result = Faithfulness.of(records(0.5), new PositionOrder(false));

        // The first sequence's O stand at 2 and 8, the second's at 5 and 9.
        assertThat(result.deletion().values()).containsExactly(0., 0., 0., .5, .5, .5, 1., 1., 1., 1.5, 2.);
        assertThat(result.insertion().values()).containsExactly(2., 2., 2., 1.5, 1.5, 1.5, 1., 1., 1., .5, 0.);
        assertThat(result.deletionArea()).isCloseTo(8 / 11., EXACTLY);
        assertThat(result.insertionArea()).isCloseTo(14 / 11., EXACTLY);
        assertThat(result.agreement().values()).containsOnly(0.);
    }

    @Test
    void predictionsAgreeUpToTheToleranceAndAtIt() {
        // With one of two O kept the prediction is off by exactly 1.
        assertThat(Faithfulness.of(records(1), new MaskWeights()).agreement()).containsEntry(0.1, 1.);
        assertThat(Faithfulness.of(records(0.99), new MaskWeights()).agreement())
                .containsEntry(0.1, 0.);
    }

    @Test
    void keepsTheHighestTokensByNumberToo() {
        ExplainedRecords records = records(0.5);

        assertThat(Controls.agreementOfTop(records, records.masks(), 1)).isZero();
        assertThat(Controls.agreementOfTop(records, records.masks(), 2)).isEqualTo(1);
        // More than there are tokens is all of them.
        assertThat(Controls.agreementOfTop(records, new RandomOrder(1).scores(records), 11))
                .isEqualTo(1);
    }

    @Test
    void valuesAgreeWithinAQuarterOfTheirDeviationUnlessSomethingElseIsSaid() {
        List<EncodedInput> spread = List.of(PlantedExplainer.ids("CC"), PlantedExplainer.ids("OOOO"));

        assertThat(PlantedExplainer.records(model, spread, OptionalDouble.empty())
                        .tolerance())
                .isCloseTo(0.5, EXACTLY);
        assertThat(PlantedExplainer.records(model, spread, OptionalDouble.empty())
                        .some(List.of(0))
                        .tolerance())
                .as("of some of the records")
                .isCloseTo(0.5, EXACTLY);
    }

    @Test
    void classesAgreeOnTheMostProbableAndAreAsFarApartAsTheirProbabilitiesOfIt() {
        float[] whole = {0.1f, 0.7f, 0.2f};

        assertThat(Closeness.ofClasses().agree(whole, new float[] {0.3f, 0.4f, 0.3f}))
                .isTrue();
        assertThat(Closeness.ofClasses().agree(whole, new float[] {0.5f, 0.4f, 0.1f}))
                .isFalse();
        assertThat(Closeness.ofClasses().distance(whole, new float[] {0.5f, 0.4f, 0.1f}))
                .isCloseTo(0.3, EXACTLY);
    }

    private static ExplainedRecords records(double tolerance) {
        return PlantedExplainer.records(model, IDS, OptionalDouble.of(tolerance));
    }
}
