package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.fit.PlantedAtoms;
import io.maskstream.trainer.tensor.Layers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/** The planted model adds 1 for each O, -1 for each N, and 100 for each branch. */
class AtomMaskTest {

    private static final float BRANCH = 100;

    @TempDir
    Path folder;

    @Test
    void atomsAloneAreMasked() throws IOException {
        PlantedAtoms.writeFrozen(folder.resolve("frozen"), BRANCH);
        List<TokenSequence> molecules = List.of(PlantedAtoms.ENCODING.encode("OC(=O)CN"));
        // Atoms in the order of the published string: O, C, O, C, N.
        try (ExplainedModel model = PlantedExplainer.open(folder, AtomMaskTest::everything)) {
            assertThat(model.predictions(molecules)[0]).containsExactly(BRANCH + 1);
            assertThat(model.masks(molecules).get(0)).containsExactly(1, 1, 1, 1, 1);
            assertThat(under(model, molecules, 0, 0, 0, 0, 0)).isEqualTo(BRANCH);
            assertThat(under(model, molecules, 1, 0, 0.5f, 0, 0)).isEqualTo(BRANCH + 1.5f);
            assertThat(under(model, molecules, 0, 0, 0, 1, 1)).isEqualTo(BRANCH - 1);
        }
    }

    @Test
    void theNetworkReadsWhatJoinsThem() throws IOException {
        PlantedAtoms.writeFrozen(folder.resolve("frozen"), BRANCH);
        List<TokenSequence> molecules = List.of(PlantedAtoms.ENCODING.encode("OC(=O)C"));
        try (ExplainedModel model = PlantedExplainer.open(folder, AtomMaskTest::tokensRead)) {
            float[] mask = model.masks(molecules).get(0);

            assertThat(mask).hasSize(4);
            assertThat(mask[0]).as("CC(=O)O has seven tokens").isCloseTo((float) (1 - Math.exp(-0.7)), within(1e-5f));
        }
    }

    @Test
    void whatAMaskSaysOfAtomsThatAreAlikeIsTheSame() throws IOException {
        PlantedAtoms.writeFrozen(folder.resolve("frozen"), BRANCH);
        List<TokenSequence> molecules = List.of(PlantedAtoms.ENCODING.encode("CC(C)(C)O"));
        try (ExplainedModel model = PlantedExplainer.open(folder, AtomMaskTest::places)) {
            float[] mask = model.masks(molecules).get(0);

            assertThat(mask[0]).isEqualTo(mask[2]).isEqualTo(mask[3]);
            assertThat(mask[0]).isNotEqualTo(mask[1]);
            assertThat(mask[4]).isNotEqualTo(mask[1]);
        }
    }

    private static float under(ExplainedModel model, List<TokenSequence> molecules, float... weights) {
        return model.maskedPredictions(molecules, List.of(weights))[0][0];
    }

    private static Operand<TFloat32> everything(Layers layers, MaskNetwork.Inputs inputs) {
        Ops tf = layers.tf();
        return tf.math.mul(inputs.valid(), tf.constant(PlantedExplainer.WEIGHT_OF_WHOLE));
    }

    /** Weights of a tenth for each token that the network reads. */
    private static Operand<TFloat32> tokensRead(Layers layers, MaskNetwork.Inputs inputs) {
        Ops tf = layers.tf();
        Operand<TFloat32> read = tf.sum(inputs.valid(), tf.constant(1), Sum.keepDims(true));
        return tf.math.mul(tf.math.mul(read, tf.constant(0.1f)), inputs.valid());
    }

    /** Weights that increase with the position. */
    private static Operand<TFloat32> places(Layers layers, MaskNetwork.Inputs inputs) {
        float[] places = new float[PlantedAtoms.LENGTH];
        for (int place = 0; place < places.length; place++) {
            places[place] = 0.1f * (place + 1);
        }
        return layers.tf().math.mul(inputs.valid(), layers.tf().constant(places));
    }
}
