package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.PositionOrder;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.replacement.Replacement;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
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

/**
 * Uses sequences of 10 tokens, two of which are O and contribute 1 each. Shares of 5, 10, 20, 30 and 50% are 1, 1, 2, 3
 * and 5 tokens.
 */
class FaithfulnessTest {

    private static final Offset<Double> CLOSE = within(1e-5);

    /** O at 2 and 8, and at 5 and 9. */
    private static final List<TokenSequence> IDS =
            Stream.of("CCOCCCCCOC", "CCCCCOCCCO").map(PlantedExplainer::ids).toList();

    private static ExplainedModel values;
    private static ExplainedModel classes;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        values = PlantedExplainer.open(folder.resolve("values"));
        classes = PlantedExplainer.open(
                folder.resolve("classes"), PlantedExplainer.CLASSES, PlantedExplainer.logOddsOf(2));
    }

    @AfterAll
    static void close() {
        values.close();
        classes.close();
    }

    @Test
    void ofAValueAPerfectOrderLosesItAtOnceAndHasItBackAtOnce() {
        JsonNode mask = measured(ofValues(0.5)).at("/methods/mask");

        // One O is kept, or removed, at the first two shares, and both at the others.
        assertCurve(mask.at("/insertion/zero"), 0.4, 1, 1, 0, 0, 0);
        assertCurve(mask.at("/deletion/zero"), 1.6, 1, 1, 2, 2, 2);
        assertThat(mask.get("agreement")
                        .propertyStream()
                        .map(share -> share.getKey() + " " + share.getValue().asDouble()))
                .containsExactly("5% 0.0", "10% 0.0", "20% 1.0", "30% 1.0", "50% 1.0");
    }

    @Test
    void ofAValueABlindOrderIsWorseAndItsDifferenceIsPairedWithTheMasks() {
        JsonNode node = measured(ofValues(0.5));
        JsonNode first = node.at("/methods/first tokens");

        // From 30% on, the first tokens include one O in the first sequence; in the second, they never do.
        assertCurve(first.at("/insertion/zero"), 1.8, 2, 2, 2, 1.5, 1.5);
        assertCurve(first.at("/deletion/zero"), 0.2, 0, 0, 0, 0.5, 0.5);
        assertThat(first.at("/agreement/50%").asDouble()).isZero();
        // 1.6 - 0.4 and 2 - 0.4; at the ends of the interval, the resampled mean of two records is one of their values.
        assertInterval(first.at("/insertion/zero/difference"), 1.4, 1.2, 1.6);
        assertInterval(first.at("/deletion/zero/difference"), -1.4, -1.6, -1.2);
        assertThat(node.at("/methods/mask/insertion/zero/difference").isMissingNode())
                .isTrue();
        assertThat(node.get("whole").asDouble()).isZero();
        assertThat(node.at("/better/insertion").asText()).isEqualTo("lower");
        assertThat(node.at("/better/deletion").asText()).isEqualTo("higher");
        assertThat(node.at("/verdict/0").asText())
                .isEqualTo("Insertion, zero: the mask is ahead of first tokens; level with none; behind none.");
    }

    @Test
    void ofClassesItIsTheProbabilityThatIsLeftOfThePredictedOne() {
        JsonNode node =
                measured(PlantedExplainer.records(classes, PlantedExplainer.CLASSES, IDS, OptionalDouble.empty()));
        JsonNode mask = node.at("/methods/mask");

        double both = sigmoid(4);
        double one = sigmoid(2);
        assertThat(node.get("whole").asDouble()).isCloseTo(both, CLOSE);
        assertCurve(mask.at("/insertion/zero"), (2 * one + 3 * both) / 5, one, one, both, both, both);
        assertCurve(mask.at("/deletion/zero"), (2 * one + 3 * 0.5) / 5, one, one, 0.5, 0.5, 0.5);
        assertThat(node.at("/better/insertion").asText()).isEqualTo("higher");
        assertThat(node.at("/better/deletion").asText()).isEqualTo("lower");
        assertThat(node.at("/verdict/1").asText())
                .isEqualTo("Deletion, zero: the mask is ahead of first tokens; level with none; behind none.");
    }

    @Test
    void predictionsAgreeUpToTheToleranceAndAtIt() {
        // If one of two O is kept, the prediction is off by exactly 1.
        assertThat(measured(ofValues(1)).at("/methods/mask/agreement/10%").asDouble())
                .isEqualTo(1);
        assertThat(measured(ofValues(0.99)).at("/methods/mask/agreement/10%").asDouble())
                .isZero();
    }

    @Test
    void agreementIsThatUnderTheFirstReplacementAndEachReplacementHasCurves() {
        Replacement unchanged = new Replacement() {
            @Override
            public String name() {
                return "nothing";
            }

            @Override
            public Replaced replaced(ExplainedRecords records, List<float[]> kept) {
                return Replaced.whole(records.model(), records.inputs());
            }
        };

        JsonNode node = measured(ofValues(0.5), new AsFitted("zero"), unchanged);

        assertCurve(node.at("/methods/mask/insertion/nothing"), 0, 0, 0, 0, 0, 0);
        assertCurve(node.at("/methods/mask/insertion/zero"), 0.4, 1, 1, 0, 0, 0);
        assertThat(node.at("/methods/mask/agreement/5%").asDouble()).isZero();
        assertThat(node.get("verdict")).hasSize(4);
    }

    private static ExplainedRecords ofValues(double tolerance) {
        return PlantedExplainer.records(values, IDS, OptionalDouble.of(tolerance));
    }

    private static JsonNode measured(ExplainedRecords records, Replacement... replacements) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        new Faithfulness()
                .of(
                        new Trial(
                                records,
                                records,
                                records,
                                List.of(new MaskWeights(), new PositionOrder(false)),
                                replacements.length == 0 ? List.of(new AsFitted("zero")) : List.of(replacements),
                                new FinishedSteps(null)),
                        result);
        return result.get(Faithfulness.NODE);
    }

    private static void assertCurve(JsonNode curve, double mean, double... byShare) {
        assertThat(curve.get("mean").asDouble()).isCloseTo(mean, CLOSE);
        assertThat(curve.get("byShare")
                        .propertyStream()
                        .mapToDouble(share -> share.getValue().get("mean").asDouble())
                        .toArray())
                .containsExactly(byShare, CLOSE);
    }

    private static void assertInterval(JsonNode interval, double mean, double low, double high) {
        assertThat(interval.get("mean").asDouble()).isCloseTo(mean, CLOSE);
        assertThat(interval.get("low").asDouble()).isCloseTo(low, CLOSE);
        assertThat(interval.get("high").asDouble()).isCloseTo(high, CLOSE);
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
