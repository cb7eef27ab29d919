package io.maskstream.trainer.evaluate.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.PlantedPicture;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Ranking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses images of 10 x 9 pixels, whose regions are 5 x 5 rectangles of 2 x 2 pixels, 2 x 1 in the last row. */
class PictureMethodsTest {

    private static final Offset<Float> CLOSE = within(1e-4f);

    private static final int RED = 0xFF0000;
    private static final int GREEN = 0x00FF00;

    /** Number of pixels in one rectangle of the model's features. */
    private static final float OF_RECTANGLE = 15;

    private static ExplainedModel model;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        model = PlantedPicture.open(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** Red in the rectangles of weight 3 and 6, green in the one of weight 2. */
    private static PixelGrid redAndGreen() {
        return PlantedPicture.of(pixel -> switch (PlantedPicture.rectangle(pixel)) {
            case 2, 5 -> RED;
            case 1 -> GREEN;
            default -> 0;
        });
    }

    @Test
    void gradCamIsTheMeanGradientTimesTheFeaturesWhereThatIsPositive() {
        // The logits are 2 for green and 3 + 6 for red. The gradient of the log-odds of red with respect to red
        // features is PLACES, with a mean of 2; with respect to green ones it is the opposite. The map is 2 (red -
        // green), clipped at 0.
        PixelGrid picture = redAndGreen();
        assertThat(model.hasFeatureMaps()).isTrue();
        assertThat(model.featureColumns()).isEqualTo(PlantedPicture.COLUMNS);
        assertThat(model.gradCam(List.of(picture), new int[] {1}).get(0))
                .containsExactly(new float[] {0, 0, 2, 0, 0, 2}, CLOSE);
        assertThat(model.gradCam(List.of(picture), new int[] {0}).get(0))
                .containsExactly(new float[] {0, 2, 0, 0, 0, 0}, CLOSE);
    }

    @Test
    void gradCamOfFeaturesThatWerePutSideBySideIsThatOfTheirParts(@TempDir Path folder) throws IOException {
        try (ExplainedModel joined = PlantedPicture.openWithJoinedFeatures(folder)) {
            assertThat(joined.hasFeatureMaps()).isTrue();
            assertThat(joined.gradCam(List.of(redAndGreen()), new int[] {1}).get(0))
                    .containsExactly(new float[] {0, 0, 2, 0, 0, 2}, CLOSE);
        }
    }

    @Test
    void gradCamIsStretchedToTheRegions() {
        float[] scores = new GradCam().scores(records(redAndGreen())).get(0);

        // 3 x 2 positions are enlarged to 5 x 5 regions.
        assertThat(scores)
                .containsExactly(GradCam.stretched(new float[] {0, 0, 2, 0, 0, 2}, 2, 5, 5), CLOSE)
                .hasSize(25);
        assertThat(scores[10]).isEqualTo(2, CLOSE);
        assertThat(scores[24]).isEqualTo(2, CLOSE);
        assertThat(scores[0]).isZero();
    }

    @Test
    void stretchingInterpolatesBetweenTheCentresOfCells() {
        // The centres of 4 cells over 2 are at -1/4, 1/4, 3/4 and 5/4; the outer ones are beyond the last centres.
        float[] stretched = GradCam.stretched(new float[] {0, 1, 2, 3}, 2, 4, 4);

        float[] along = {0, 0.25f, 0.75f, 1};
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(stretched[4 * row + column]).isCloseTo(2 * along[row] + along[column], CLOSE);
            }
        }
        assertThat(GradCam.stretched(new float[] {0, 1, 2, 3}, 2, 2, 2)).containsExactly(0, 1, 2, 3);
        assertThat(GradCam.stretched(new float[] {0, 1, 2, 3}, 4, 2, 1)).containsExactly(0.5f, 2.5f);
        assertThat(GradCam.stretched(new float[] {7}, 1, 3, 2)).containsExactly(7, 7, 7, 7, 7, 7);
    }

    @Test
    void gradientsOcclusionAndShapleyValuesAreThoseOfEachRegion() {
        ExplainedRecords records = records(redAndGreen());

        float[] gradients = new GradientTimesInput().scores(records).get(0);
        float[] smooth = new SmoothGrad(5, 1).scores(records).get(0);
        float[] integrated = new IntegratedGradients(50).scores(records).get(0);
        float[] occlusion = new Occlusion().scores(records).get(0);
        float[] shapley = new KernelShap(4000, 1).scores(records).get(0);

        // The log-odds of red are linear: 15 red pixels contribute 3, another 15 contribute 6, and 15 green ones -2.
        float[] evidence = new float[25];
        for (int pixel = 0; pixel < PlantedPicture.WIDTH * PlantedPicture.HEIGHT; pixel++) {
            int rectangle = PlantedPicture.rectangle(pixel);
            evidence[records.regions().of(pixel)] += rectangle == 2
                    ? 3 / OF_RECTANGLE
                    : rectangle == 5 ? 6 / OF_RECTANGLE : rectangle == 1 ? -2 / OF_RECTANGLE : 0;
        }
        assertThat(gradients).containsExactly(evidence, CLOSE);
        assertThat(smooth).containsExactly(evidence, CLOSE);
        double whole = sigmoid(7);
        float nothing = 0.5f;
        double sumOfShapley = 0;
        for (int region = 0; region < 25; region++) {
            // The regions share the difference in proportion to their evidence.
            assertThat((double) integrated[region]).isCloseTo((whole - nothing) * evidence[region] / 7, within(1e-3));
            assertThat((double) occlusion[region]).isCloseTo(whole - sigmoid(7 - evidence[region]), within(1e-4));
            assertThat(Math.signum(shapley[region]) * Math.signum(evidence[region]))
                    .as("sign of region %d", region)
                    .isGreaterThanOrEqualTo(0);
            sumOfShapley += shapley[region];
        }
        assertThat(sumOfShapley).isCloseTo(whole - nothing, within(1e-4));
    }

    @Test
    void theMaskIsPooled() {
        float[] mask = new MaskWeights().scores(records(redAndGreen())).get(0);

        // On the left, rows 3 to 5 are red; row 3 shares its regions with row 2, and column 4 with column 5.
        assertThat(mask[5]).isEqualTo(0.5f);
        assertThat(mask[10]).isEqualTo(1);
        assertThat(mask[7]).isEqualTo(0.25f);
        assertThat(mask[24]).as("2 x 1 pixels in the corner").isEqualTo(1);
        assertThat(mask[0]).isZero();
    }

    @Test
    void theTableOfPlacesIsTheMeanMaskOfOthers() {
        ExplainedRecords others =
                records(PlantedPicture.of(pixel -> pixel == 0 ? RED : 0), PlantedPicture.of(pixel -> RED));

        float[] means = new PlaceTable(others).scores(records(redAndGreen())).get(0);

        assertThat(means[0]).isEqualTo(0.625f);
        assertThat(means[24]).isEqualTo(0.5f);
    }

    @Test
    void theCentreComesFirstAndTheBorderLast() {
        int[] order = Ranking.descending(
                new CentreOrder().scores(records(redAndGreen())).get(0));

        assertThat(order[0]).isEqualTo(12);
        assertThat(Arrays.copyOf(order, 9)).containsExactlyInAnyOrder(6, 7, 8, 11, 12, 13, 16, 17, 18);
    }

    private static ExplainedRecords records(PixelGrid... pictures) {
        return PlantedExplainer.records(model, PlantedPicture.CLASSES, List.of(pictures), OptionalDouble.empty());
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
