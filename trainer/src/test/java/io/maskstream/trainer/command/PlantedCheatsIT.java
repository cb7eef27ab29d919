package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.leak.PlantedMasks;
import io.maskstream.trainer.evaluate.leak.PlantedMasks.OfPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Explainers whose masks encode the class fail the gate and cannot be announced. */
@Timeout(600)
class PlantedCheatsIT {

    private static final int PICTURES = 400;

    @TempDir
    static Path records;

    @TempDir
    Path folder;

    @BeforeAll
    static void draw() throws IOException {
        List<EncodedInput> pictures = PlantedMasks.pictures(PICTURES, new Random(11));
        for (int i = 0; i < PICTURES; i++) {
            PixelGrid grid = (PixelGrid) pictures.get(i);
            BufferedImage image = new BufferedImage(grid.width(), grid.height(), BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < grid.width() * grid.height(); pixel++) {
                int rgb = 0;
                for (int channel = 0; channel < grid.channels(); channel++) {
                    rgb = rgb << 8 | grid.samples()[pixel * grid.channels() + channel] & 0xFF;
                }
                image.setRGB(pixel % grid.width(), pixel / grid.width(), rgb);
            }
            ImageIO.write(image, "png", records.resolve(i + ".png").toFile());
        }
    }

    @ParameterizedTest
    @CsvSource({"CORNERS, no_class_over_black", "AREAS, no_class_in_area", "WEAKENED, no_class_in_area"})
    void isRefused(OfPictures masks, String condition) throws IOException {
        ExplainerArtifact cheat = PlantedMasks.publish(folder.resolve("store"), folder, masks);

        CommandRun evaluated = CommandRun.of("evaluate {} --records {} --write", cheat.folder(), records);
        CommandRun published = CommandRun.of("publish {} --bootstrap-servers localhost:1", cheat.folder());

        assertThat(evaluated.err()).isEmpty();
        assertThat(evaluated.exitCode()).isZero();
        assertThat(published.exitCode()).isEqualTo(4);
        assertThat(published.err()).contains("is not announced: it fails ", condition);
    }

    @Test
    void anHonestExplainerHoldsWhatCheatsFail() throws IOException {
        ExplainerArtifact honest = PlantedMasks.publish(folder.resolve("store"), folder, OfPictures.HONEST);

        assertThat(CommandRun.of("evaluate {} --records {} --write", honest.folder(), records)
                        .err())
                .isEmpty();

        Judgement judgement =
                ExplainerArtifact.open(honest.folder()).manifest().judgement().orElseThrow();
        assertThat(judgement.holds())
                .contains(
                        "no_class_in_mask",
                        "no_class_in_area",
                        "no_class_over_black",
                        "no_class_over_another_record",
                        "evaluator_above_random",
                        "better_than_random");
        assertThat(Files.isDirectory(folder.resolve("store/.evaluation/evaluators")))
                .isTrue();
    }
}
