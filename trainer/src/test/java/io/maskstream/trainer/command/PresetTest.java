package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.recipe.ImageRecipe;
import io.maskstream.trainer.recipe.MoleculeRecipe;
import io.maskstream.trainer.recipe.TextRecipe;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Pins the settings of the included explainers against accidental changes. */
class PresetTest {

    @Test
    void theModelsAreTrainedAsThePaperAndTheShippedOnesWere() {
        assertThat(MoleculeRecipe.Settings.esol())
                .isEqualTo(new MoleculeRecipe.Settings(
                        MoleculeRecipe.Form.CANONICAL, 1, 100, 32, 0.002, 0.01, 104, 48, 96, 96, 0.1, 0));
        assertThat(TextRecipe.Settings.imdb())
                .isEqualTo(new TextRecipe.Settings(1, 5, 64, 0.001, 0.01, 20_000, 500, 256, 128, 0.8));
        assertThat(ImageRecipe.Settings.cifar10())
                .isEqualTo(
                        new ImageRecipe.Settings(1, 32, 32, 3, 164, 30, 128, 0.2, 0.00025, true, 0.25, 0.25, 0.75, 12));
    }

    @Test
    void theExplainersAreFittedByTheseSettings() {
        assertThat(tree(Preset.ESOL.fit()))
                .isEqualTo(
                        "convolutions 50 32 0.002 0.0 0.0 0.5 20.0 0.02 0.15 0.05 true model squared_error 1.0 0.0 false false");
        assertThat(tree(Preset.IMDB.fit()))
                .isEqualTo(
                        "neighbours 2 64 0.002 0.0 0.0 0.12 50.0 0.1 0.5 0.1 true model divergence 1.0 0.5 false false");
        assertThat(tree(Preset.CIFAR10.fit()))
                .isEqualTo(
                        "convolutions 2 64 0.002 0.0 0.0 0.28 200.0 0.02 0.4 0.2 true model divergence 1.0 0.0 true false");
        assertThat(Preset.ESOL.tolerance()).hasValue(0.5);
    }

    private static String tree(FitSettings fit) {
        return String.join(
                        " ",
                        fit.network().toString(),
                        "" + fit.epochs(),
                        "" + fit.batch(),
                        "" + fit.learningRate(),
                        "" + fit.l1(),
                        "" + fit.l2(),
                        "" + fit.area(),
                        "" + fit.areaWeight(),
                        "" + fit.entropy(),
                        "" + fit.hardRecords(),
                        "" + fit.complementWeight(),
                        "" + fit.evidence(),
                        "" + fit.target(),
                        "" + fit.distance(),
                        "" + fit.ownSpellings(),
                        "" + fit.pieces(),
                        "" + fit.moved(),
                        "" + fit.validationToo())
                .toLowerCase(Locale.ROOT)
                .replace("e-4", "E-4");
    }
}
