package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.GradientTimesInput;
import io.maskstream.trainer.evaluate.method.IntegratedGradients;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.Occlusion;
import io.maskstream.trainer.evaluate.method.TokenTable;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {

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

    /** A method with fixed scores, which counts its calls. */
    private record Fixed(boolean signed, AtomicInteger asked, float... scores) implements Attribution {

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public List<float[]> scores(ExplainedRecords records) {
            asked.incrementAndGet();
            return records.perRecord((record, regions) -> scores.clone());
        }
    }

    @Test
    void classesAreOrderedByScoreAndValuesBySignedScoresMagnitude() {
        assertThat(orders(ofClasses("OOC"), new Fixed(true, new AtomicInteger(), 0.1f, -3, 2)))
                .containsExactly(2, 0, 1);
        assertThat(orders(ofValues("OOC"), new Fixed(true, new AtomicInteger(), 0.1f, -3, 2)))
                .containsExactly(1, 2, 0);
        assertThat(orders(ofValues("OOC"), new Fixed(false, new AtomicInteger(), 0.1f, -3, 2)))
                .containsExactly(2, 0, 1);
        assertThat(orders(ofClasses("OOCCCOOC"), new Fixed(true, new AtomicInteger(), 1, 1, 1, 1, 1, 1, 1, 1)))
                .as("ties not in reading order, but in the same order each time")
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7)
                .isNotEqualTo(new int[] {0, 1, 2, 3, 4, 5, 6, 7})
                .isEqualTo(orders(ofClasses("OOCCCOOC"), new Fixed(true, new AtomicInteger(), 1, 1, 1, 1, 1, 1, 1, 1)));
    }

    @Test
    void aShareOfTheRegionsIsKeptOrTakenAwayAndAtLeastOneIs() {
        List<int[]> orders = List.of(new int[] {3, 1, 0, 2}, new int[] {0});

        assertThat(Trial.kept(orders, 0.5, true)).containsExactly(new float[] {0, 1, 0, 1}, new float[] {1});
        assertThat(Trial.kept(orders, 0.5, false)).containsExactly(new float[] {1, 0, 1, 0}, new float[] {0});
        assertThat(Trial.kept(orders, 0.05, true)).containsExactly(new float[] {0, 0, 0, 1}, new float[] {1});
        assertThat(Trial.kept(orders, 1, true)).containsExactly(new float[] {1, 1, 1, 1}, new float[] {1});
    }

    @Test
    void aMethodIsNotAskedAgainInATrialNorInAnotherOverTheSameSteps(@TempDir Path folder) {
        Fixed first = new Fixed(true, new AtomicInteger(), 0.1f, -3, 2);
        Trial trial = trial(ofValues("OOC", "CON"), new FinishedSteps(folder), first);
        Trial.Cost cost = trial.cost(first);
        int asked = first.asked().get();
        trial.scores(first);
        assertThat(first.asked()).hasValue(asked);

        Fixed second = new Fixed(true, new AtomicInteger(), 9, 9, 9);
        Trial again = trial(ofValues("OOC", "CON"), new FinishedSteps(folder), second);

        assertThat(again.scores(second)).containsExactly(new float[] {0.1f, -3, 2}, new float[] {0.1f, -3, 2});
        assertThat(again.cost(second)).isEqualTo(cost);
        assertThat(second.asked()).hasValue(0);
    }

    @Test
    void aMethodCostsThePassesThatItNeedsBesideThePrediction() {
        ExplainedRecords records = ofClasses("OOC", "CON");
        ExplainedRecords background = ofClasses("OO", "CC", "NN");
        List<Attribution> methods = List.of(
                new MaskWeights(),
                new GradientTimesInput(),
                new IntegratedGradients(50),
                new Occlusion(),
                new TokenTable(background));
        ObjectNode result = JsonNodeFactory.instance.objectNode();

        new MethodCosts()
                .of(
                        new Trial(
                                records,
                                records,
                                background,
                                methods,
                                List.of(new AsFitted("zero")),
                                new FinishedSteps(null)),
                        result);

        // One pass for each gradient or occluded token; the predictions for the whole records are already known.
        assertThat(result.get("costs")
                        .propertyStream()
                        .map(cost -> cost.getKey() + " "
                                + cost.getValue().get("passes").asDouble()))
                .containsExactly(
                        "mask 1.0",
                        "gradient x input 1.0",
                        "integrated gradients 50.0",
                        "occlusion 3.0",
                        "token table 0.0");
        assertThat(result.at("/costs/occlusion/seconds").asDouble()).isPositive();
    }

    private static int[] orders(ExplainedRecords records, Attribution method) {
        return trial(records, new FinishedSteps(null), method).orders(method).get(0);
    }

    private static Trial trial(ExplainedRecords records, FinishedSteps finished, Attribution method) {
        return new Trial(records, records, records, List.of(method), List.of(new AsFitted("zero")), finished);
    }

    private static ExplainedRecords ofValues(String... sequences) {
        return PlantedExplainer.records(
                values, Stream.of(sequences).map(PlantedExplainer::ids).toList(), OptionalDouble.of(1));
    }

    private static ExplainedRecords ofClasses(String... sequences) {
        return PlantedExplainer.records(
                classes,
                PlantedExplainer.CLASSES,
                Stream.of(sequences).map(PlantedExplainer::ids).toList(),
                OptionalDouble.empty());
    }
}
