package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.trainer.recipe.ImageRecipe;
import io.maskstream.trainer.recipe.MoleculeRecipe;
import io.maskstream.trainer.recipe.TextRecipe;
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
    void theToleranceOfSolubilityIsTheErrorOfItsMeasurements() {
        assertThat(Preset.ESOL.tolerance()).hasValue(0.5);
        assertThat(Preset.IMDB.tolerance()).isEmpty();
    }
}
