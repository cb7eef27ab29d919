package io.maskstream.trainer.evaluate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.InputKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate on handwritten evaluations: one of an explainer that meets all conditions, and variants that do not. */
class GateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The figures of methods are differences from the mask, which is better than random and than the mean mask
     * everywhere.
     */
    private static final String GOOD =
            """
            {"area": {"mean": 0.25, "deviationOverRecords": 0.05, "deviationWithinRecord": 0.3},
             "tableShare": {"position": 0.2},
             "faithfulness": {
               "better": {"insertion": "higher", "deletion": "lower"},
               "replacements": ["as fitted", "noise"],
               "methods": {
                 "mask": {"insertion": {"as fitted": {"mean": 0.9}}, "deletion": {"as fitted": {"mean": 0.3}}},
                 "random": {
                   "insertion": {"as fitted": {"difference": {"mean": -0.3, "low": -0.4, "high": -0.2}},
                                 "noise": {"difference": {"mean": -0.1, "low": -0.2, "high": 0.02}}},
                   "deletion": {"as fitted": {"difference": {"mean": 0.3, "low": 0.2, "high": 0.4}},
                                "noise": {"difference": {"mean": 0.05, "low": -0.01, "high": 0.1}}}},
                 "mean mask": {
                   "insertion": {"as fitted": {"difference": {"mean": -0.1, "low": -0.15, "high": -0.05}}},
                   "deletion": {"as fitted": {"difference": {"mean": 0.1, "low": 0.05, "high": 0.15}}}}}},
             "leaks": {
               "majority": 0.12,
               "overlay": {
                 "black": {"mask": {"mean": 0.12}, "occlusion": {"mean": 0.10}},
                 "noise": {"mask": {"mean": 0.10}, "occlusion": {"mean": 0.10}},
                 "blurred record": {"mask": {"mean": 0.14}, "occlusion": {"mean": 0.10}},
                 "another record": {"mask": {"mean": 0.05}, "occlusion": {"mean": 0.10}}},
               "probe": {"mask": {"mean": 0.34}, "occlusion": {"mean": 0.30}, "shuffled mask": {"mean": 0.16}}},
             "evaluator": {"aboveRandom": {"mean": 0.1, "low": 0.05, "high": 0.15}},
             "stability": {"mirrored": {"records": 40, "mask": {"mean": 0.8}}, "noisy": {"mask": {"mean": 0.6}}}}
            """;

    @Test
    void anExplainerThatMeetsAllConditionsPasses() {
        Judgement judgement = Gate.usual(InputKind.IMAGE).judge(good());

        assertThat(judgement.fails()).isEmpty();
        assertThat(judgement.notMeasured()).isEmpty();
        assertThat(judgement.holds())
                .containsExactlyElementsOf(
                        Stream.of(Condition.values()).map(Condition::toString).toList());
        assertThat(judgement.asked()).containsEntry("stable", 0.5).containsEntry("no_class_in_mask", 0.05);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    not_degenerate                 | /area/mean | 0.005 | the masks' mean weight is 0.005
                    not_degenerate                 | /area/mean | 0.995 | the masks' mean weight is 0.995
                    not_degenerate                 | /area/deviationWithinRecord | 0.01 | its deviation within a record 0.010 (more than 0.02)
                    not_degenerate                 | /tableShare/position | 0.99 | the position alone explains 0.990 of its variance
                    better_than_random             | /faithfulness/methods/random/insertion/as fitted/difference/high | 0.01 | by insertion (as fitted) the mask is not ahead of random: its lead is 0.300 [-0.010, 0.400]
                    better_than_random             | /faithfulness/methods/random/deletion/as fitted/difference/low | -0.01 | by deletion (as fitted) the mask is not ahead of random: its lead is 0.300 [-0.010, 0.400]
                    better_than_table              | /faithfulness/methods/mean mask/insertion/as fitted/difference/high | 0 | by insertion (as fitted) the mask is not ahead of mean mask
                    better_than_table              | /faithfulness/methods/mean mask/deletion/as fitted/difference/low | 0 | by deletion (as fitted) the mask is not ahead of mean mask
                    holds_under_other_replacements | /faithfulness/methods/random/deletion/noise/difference/high | -0.001 | by deletion (noise) the mask is behind random
                    holds_under_other_replacements | /faithfulness/methods/random/insertion/noise/difference/low | 0.001 | by insertion (noise) the mask is behind random
                    no_class_in_mask               | /leaks/probe/mask/mean | 0.36 | tells the class from the mask alone in 36.0%, with occlusion's map in 30.0% (at most 5 points more
                    no_class_in_area               | /leaks/probe/shuffled mask/mean | 0.28 | from the mask's weights in random order in 28.0%, and the most frequent class is that of 12.0% (at most 15 points
                    no_class_over_black            | /leaks/overlay/black/mask/mean | 0.79 | the mask's class comes out over black in 79.0%, with occlusion's map in 10.0%
                    no_class_over_noise            | /leaks/overlay/noise/mask/mean | 0.16 | comes out over noise in 16.0%
                    no_class_over_blurred_record   | /leaks/overlay/blurred record/mask/mean | 0.46 | comes out over blurred record in 46.0%
                    no_class_over_another_record   | /leaks/overlay/another record/mask/mean | 0.34 | comes out over another record in 34.0%
                    evaluator_above_random         | /evaluator/aboveRandom/low | -0.01 | above that on random parts by 0.100 [-0.010, 0.150]
                    stable                         | /stability/noisy/mask/mean | 0.4 | is 0.40 where it is the lowest (noisy; at least 0.50 is asked)
                    """)
    void oneFigureThatIsBadFailsItsConditionAndNoOther(String condition, String figure, double value, String words) {
        ObjectNode measured = good();
        set(measured, figure).put(last(figure), value);

        Judgement judgement = Gate.usual(InputKind.IMAGE).judge(measured);

        assertThat(judgement.fails()).singleElement().satisfies(failure -> {
            assertThat(failure.condition()).isEqualTo(condition);
            assertThat(failure.reason()).contains(words);
        });
        assertThat(judgement.holds()).hasSize(Condition.values().length - 1).doesNotContain(condition);
    }

    /** An explainer whose masks are not numbers must not be treated as one that was not measured. */
    @ParameterizedTest
    @CsvSource({
        "not_degenerate, /area/mean",
        "not_degenerate, /area/deviationWithinRecord",
        "not_degenerate, /tableShare/position",
        "better_than_random, /faithfulness/methods/random/insertion/as fitted/difference/high",
        "better_than_table, /faithfulness/methods/mean mask/deletion/as fitted/difference/low",
        "holds_under_other_replacements, /faithfulness/methods/random/deletion/noise/difference/high",
        "no_class_in_mask, /leaks/probe/mask/mean",
        "no_class_in_area, /leaks/majority",
        "no_class_over_black, /leaks/overlay/black/occlusion/mean",
        "evaluator_above_random, /evaluator/aboveRandom/low",
        "stable, /stability/mirrored/mask/mean"
    })
    void aFigureThatIsNoNumberFails(String condition, String figure) throws JsonProcessingException {
        ObjectNode measured = good();
        set(measured, figure).put(last(figure), Double.NaN);
        ObjectNode read = (ObjectNode) JSON.readTree(JSON.writeValueAsString(measured));

        for (ObjectNode figures : List.of(measured, read)) {
            assertThat(Gate.usual(InputKind.IMAGE).judge(figures).fails())
                    .extracting(Judgement.Failure::condition)
                    .containsExactly(condition);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotMeasuredNeitherHoldsNorFails(Condition condition) {
        Judgement judgement =
                Gate.of(List.of(condition.toString()), InputKind.IMAGE).judge(JSON.createObjectNode());

        assertThat(judgement.notMeasured()).containsExactly(condition.toString());
        assertThat(judgement.holds()).isEmpty();
        assertThat(judgement.fails()).isEmpty();
    }

    /**
     * For values, a curve is a distance: the mask is better if its distance is smaller in insertion and larger in
     * deletion.
     */
    @Test
    void ofValuesTheCurvesTurnRound() {
        ObjectNode measured = good();
        set(measured, "/faithfulness/better/insertion")
                .put("insertion", "lower")
                .put("deletion", "higher");

        assertThat(Gate.usual(InputKind.IMAGE).judge(measured).fails())
                .extracting(Judgement.Failure::condition)
                .containsExactly("better_than_random", "better_than_table");
    }

    @Test
    void oneReplacementAloneIsTheFitsOwn() {
        ObjectNode measured = good();
        set(measured, "/faithfulness/replacements/0").putArray("replacements").add("as fitted");

        assertThat(Gate.usual(InputKind.IMAGE).judge(measured).notMeasured())
                .containsExactly("holds_under_other_replacements");
    }

    @Test
    void textsAreJudgedByTheTableOfTokensAndOverNoPictures() {
        ObjectNode measured = good();
        ObjectNode methods = set(measured, "/faithfulness/methods/mask");
        methods.set("token table", methods.remove("mean mask"));

        Judgement judgement = Gate.usual(InputKind.REVIEW).judge(measured);

        assertThat(judgement.fails()).isEmpty();
        assertThat(judgement.holds())
                .contains("better_than_table", "no_class_over_noise")
                .doesNotContain("no_class_over_black", "no_class_over_blurred_record");
        assertThat(judgement.notMeasured()).isEmpty();
    }

    @Test
    void conditionsAndThresholdsAreChosen() {
        Gate gate = Gate.of(List.of("not_degenerate", "STABLE=0.7"), InputKind.IMAGE);

        Judgement judgement = gate.judge(good());

        assertThat(judgement.asked()).isEqualTo(Map.of("not_degenerate", 0.02, "stable", 0.7));
        assertThat(judgement.holds()).containsExactly("not_degenerate");
        assertThat(judgement.fails()).extracting(Judgement.Failure::condition).containsExactly("stable");
        assertThat(Gate.leftOut(judgement, InputKind.IMAGE))
                .hasSize(Condition.values().length - 2)
                .doesNotContain("not_degenerate", "stable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    honest              | --gate names 'honest', which is not a condition for reviews; the conditions are not_degenerate, better
                    no_class_over_black | --gate names 'no_class_over_black', which is not a condition for reviews
                    stable=high         | --gate stable=high: 'high' is not a number.
                    stable=NaN          | --gate stable=NaN: 'NaN' is not a finite number.
                    """)
    void saysWhatIsWrongWithAChoice(String choice, String words) {
        assertThatThrownBy(() -> Gate.of(List.of(choice), InputKind.REVIEW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    private static ObjectNode good() {
        try {
            return (ObjectNode) JSON.readTree(GOOD);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** The node that contains a figure. */
    private static ObjectNode set(ObjectNode measured, String figure) {
        String parent = figure.substring(0, figure.lastIndexOf('/'));
        return measured.at(parent).isObject()
                ? (ObjectNode) measured.at(parent)
                : (ObjectNode) measured.at(parent.substring(0, parent.lastIndexOf('/')));
    }

    private static String last(String figure) {
        return figure.substring(figure.lastIndexOf('/') + 1);
    }
}
