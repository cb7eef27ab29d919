package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.measure.MaskArea;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.mask.MaskNetworks;
import io.maskstream.trainer.mask.MaskReference;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Default settings find the deciding parts for models of every kind of input and output. */
@Timeout(600)
class FitSettingsIT {

    private static final JsonMapper JSON = new JsonMapper();

    private static final int RECORDS = 512;

    /** Pretends that there are more records, which shortens the fits to a few seconds. */
    private static final int AS_OF_RECORDS = 3000;

    @TempDir
    Path folder;

    @Test
    void findsTheWordsThatDecideBetweenTwoClasses() throws IOException {
        assertFound(PlantedModels.ofClasses(2), PlantedModels.texts(2, RECORDS, new Random(1)));
    }

    @Test
    void findsTheWordsThatDecideBetweenFiveClasses() throws IOException {
        assertFound(PlantedModels.ofClasses(5), PlantedModels.texts(5, RECORDS, new Random(2)));
    }

    @Test
    void findsTheWordsThatDecideAValueOfThousands() throws IOException {
        FrozenModel model = PlantedModels.ofThousands();
        List<PlantedModels.Planted> records = PlantedModels.texts(2, RECORDS, new Random(3));

        assertThat(spread(model, records).deviation()).isBetween(3000., 8000.);
        assertFound(model, records);
    }

    @Test
    void findsTheSquareThatDecidesInPicturesOfAnyProportions() throws IOException {
        assertFound(PlantedModels.ofStripes(), PlantedModels.pictures(RECORDS, new Random(4)));
    }

    @Test
    void theMeanColourIsThatOfThePicturesAsTheModelScalesThem() throws IOException {
        List<PlantedModels.Planted> records = PlantedModels.pictures(64, new Random(7));
        FrozenModel model = PlantedModels.ofStripes();
        double mean = records.stream()
                .mapToDouble(record -> meanGrey((PixelGrid) record.input()))
                .average()
                .orElseThrow();

        assertThat(MeanColour.of(MaskReference.MEAN, model, inputs(records), ComputeDevice.CPU.session()))
                .singleElement()
                .satisfies(colour -> assertThat((double) colour).isCloseTo(mean / 255, within(1e-4)));
        assertThat(MeanColour.of(MaskReference.ZERO, model, inputs(records), ComputeDevice.CPU.session()))
                .isEmpty();
    }

    @Test
    void paddingAndSpecialTokensAreNeverMasked() throws IOException {
        List<PlantedModels.Planted> records = PlantedModels.texts(2, 8, new Random(5));
        try (ExplainedModel model =
                fit(PlantedModels.ofThousands(), records, settings(PlantedModels.ofThousands(), records))) {
            EncodedInput record = records.get(0).input();
            float padding = 700 * (PlantedModels.LENGTH - record.length());

            assertThat(model.masks(List.of(record)).get(0)).hasSize(record.parts());
            assertThat(model.maskedPredictions(List.of(record), List.of(new float[record.parts()]))[0][0])
                    .isCloseTo(padding, within(1f));
        }
    }

    @Test
    void aFitWhoseMasksKeepNothingIsStopped() {
        FrozenModel model = PlantedModels.ofClasses(2);
        List<PlantedModels.Planted> records = PlantedModels.texts(2, RECORDS, new Random(6));
        ObjectNode changed = JSON.valueToTree(settings(model, records));
        changed.put("network", MaskNetworks.CONVOLUTIONS.toString())
                .put("exactArea", false)
                .put("epochs", 20)
                .put("learningRate", 0.05)
                .put("l1", 100)
                .put("l2", 100)
                .put("areaFloor", 0)
                .put("evidence", false);
        FitSettings costly = JSON.convertValue(changed, FitSettings.class);

        assertThatThrownBy(() -> fit(model, records, costly))
                .isInstanceOf(CollapsedMaskException.class)
                .hasMessageContaining("explain nothing. The fit was stopped");
    }

    @Test
    void scaleWithTheRecords() {
        Manifest.Output classes = Manifest.Output.classes("class", List.of("a", "b"));
        FitSettings few = FitSettings.of(InputKind.REVIEW, classes, 1000, 20);
        FitSettings many = FitSettings.of(InputKind.REVIEW, classes, 20_000, 200);

        assertThat(few.epochs()).isGreaterThan(5 * many.epochs());
        assertThat(few.area()).isGreaterThan(many.area());
        assertThat(few.target()).isEqualTo(FitTarget.MODEL);
        assertThat(few.distance()).isEqualTo(TaskLoss.DIVERGENCE);
    }

    @Test
    void refusesAMaskNetworkOfAnotherKind() {
        assertThatThrownBy(() -> MaskNetworks.NEIGHBOURS.network(InputKind.IMAGE))
                .hasMessage(
                        "The mask network 'neighbours' does not explain models of images: choose 'convolutions', which"
                                + " explains all kinds.");
    }

    private void assertFound(FrozenModel frozen, List<PlantedModels.Planted> records) throws IOException {
        List<PlantedModels.Planted> seen = records.subList(0, RECORDS * 3 / 4);
        List<PlantedModels.Planted> unseen = records.subList(RECORDS * 3 / 4, RECORDS);
        try (ExplainedModel model = fit(frozen, seen, settings(frozen, seen))) {
            List<float[]> masks = model.masks(
                    unseen.stream().map(PlantedModels.Planted::input).toList());
            double hits = 0;
            for (int i = 0; i < masks.size(); i++) {
                hits += unseen.get(i).deciding().contains(highest(masks.get(i))) ? 1 : 0;
            }
            assertThat(hits / masks.size())
                    .as("share of records whose highest part decides")
                    .isGreaterThan(0.9);
            assertThat(MaskArea.of(masks).mean()).isLessThan(0.6);
        }
    }

    private static FitSettings settings(FrozenModel frozen, List<PlantedModels.Planted> records) {
        boolean image = frozen.card().input().image() != null;
        double parts = records.stream()
                .mapToInt(record -> image
                        ? frozen.card().input().image().cells()
                        : record.input().parts())
                .average()
                .orElseThrow();
        return FitSettings.of(frozen.card().input().kind(), frozen.card().output(), AS_OF_RECORDS, parts);
    }

    private static PredictionSpread spread(FrozenModel frozen, List<PlantedModels.Planted> records) {
        return PredictionSpread.of(
                frozen, records.stream().map(PlantedModels.Planted::input).toList(), ComputeDevice.CPU.session());
    }

    private static List<EncodedInput> inputs(List<PlantedModels.Planted> records) {
        return records.stream().map(PlantedModels.Planted::input).toList();
    }

    private static double meanGrey(PixelGrid picture) {
        double sum = 0;
        for (byte sample : picture.samples()) {
            sum += Byte.toUnsignedInt(sample);
        }
        return sum / picture.samples().length;
    }

    private ExplainedModel fit(FrozenModel frozen, List<PlantedModels.Planted> records, FitSettings settings)
            throws IOException {
        List<Batch.Example> examples =
                records.stream().map(PlantedModels.Planted::example).toList();
        return PlantedExplainer.fitted(folder, frozen, examples, settings);
    }

    private static int highest(float[] weights) {
        int highest = 0;
        for (int i = 1; i < weights.length; i++) {
            highest = weights[i] > weights[highest] ? i : highest;
        }
        return highest;
    }
}
