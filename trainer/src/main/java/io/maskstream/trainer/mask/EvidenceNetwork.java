package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Computes signed evidence: what each part of a record adds to the model's output, in the unit of the output. A
 * baseline and the evidence of all parts add up to the output. Like a mask network it reads activations of the model.
 * It also reads the output itself, because the effect of a part on the output depends on how confident the model is
 * already.
 *
 * @param filters width of each layer
 * @param layers convolutions over neighbours
 * @param width kernel size of each convolution, in parts; odd
 * @param centre mean of the model's values, in their unit; 0 for classes
 * @param unit spread of the model's values, in their unit; 1 for classes
 */
public record EvidenceNetwork(int filters, int layers, int width, double centre, double unit) {

    /** Returns a network about as small as a lean mask network. */
    public static EvidenceNetwork lean(double centre, double unit) {
        return new EvidenceNetwork(48, 3, 3, centre, unit);
    }

    /** Prefix of the names of the network's weights. */
    public static final String PREFIX = "evidence.";

    /** Gain of the last layer: evidence starts at 0, because small random values of many parts would add up. */
    private static final double NOTHING = 0;

    /** Added to magnitudes, so that parts that are all 0 bear equal shares of a correction. */
    private static final float LEAST_MAGNITUDE = 1e-6f;

    /** Width of the layers of the baseline. */
    private static final int BASELINE = 32;

    /** Initial weight of the model's answers to single cells; their mean over the cells approximates the log odds. */
    private static final double OF_ANSWERS = 0.5;

    /** Kernel size of the baseline's convolution over tokens without a weight: such tokens are a few atoms apart. */
    private static final int REACH = 7;

    /**
     * Largest number of cells along a side of an image's evidence; a cell is about the size of one feature of a model.
     */
    private static final int FINEST = 8;

    /** Returns the number of evidence cells along a side on which the mask has {@code ofMask} cells. */
    public static int cells(int ofMask) {
        return Math.min(FINEST, ofMask);
    }

    /**
     * The output of the network.
     *
     * @param values [batch, outputs, parts], 0 where a part is not valid. With the baseline they add up to the output
     * @param baseline the model's output for a record reduced to its parts without a weight: [batch, outputs]
     * @param learned what the network is fitted to: values in their unit, or the log odds of classes (see {@link
     *     LogOdds}), of the same shape as {@code values}, before they are made to add up. The probabilities in
     *     {@code values} are log odds times the quotient of what probability and log odds gain from the baseline to the
     *     whole record, so that they add up if the log odds do
     */
    public record Evidence(Operand<TFloat32> values, Operand<TFloat32> baseline, Operand<TFloat32> learned) {}

    /**
     * Adds a copy of the network.
     *
     * @param inputs inputs of the mask network; for images, with the grid of the evidence
     * @param prediction probabilities, [batch, classes], or values, [batch]
     * @param cellAnswers see {@link CellAnswers}; null if the model has none
     */
    Evidence build(
            Layers layer, MaskNetwork.Inputs inputs, Operand<TFloat32> prediction, Operand<TFloat32> cellAnswers) {
        Ops tf = layer.tf();
        boolean ofValues = prediction.shape().numDimensions() == 1;
        int outputs = ofValues ? 1 : (int) prediction.shape().get(1);
        Operand<TFloat32> answers = tf.reshape(
                tf.math.mul(tf.math.sub(prediction, tf.constant((float) centre)), tf.constant((float) (1 / unit))),
                tf.constant(new int[] {-1, outputs}));
        Operand<TFloat32> parts =
                inputs.grid() == null ? ofTokens(layer, inputs, answers) : ofCells(layer, inputs, answers);
        if (cellAnswers != null) {
            parts = tf.math.add(parts, ofAnswers(layer, inputs, prediction, cellAnswers));
        }
        parts = layer.onlyValid(parts, inputs.weighed());
        Operand<TFloat32> baseline =
                tf.math.add(tf.zerosLike(answers), layer.constant("evidence.baseline", 0, outputs));
        if (inputs.grid() == null) {
            baseline = tf.math.add(baseline, ofNoToken(layer, inputs, outputs));
        }
        if (ofValues) {
            Operand<TFloat32> scale = tf.constant((float) unit);
            parts = tf.math.mul(parts, scale);
            baseline = tf.math.add(tf.math.mul(baseline, scale), tf.constant((float) centre));
        } else {
            if (outputs == 2) { // The log odds of one class are minus those of the other.
                parts = tf.math.sub(parts, tf.math.mean(parts, tf.constant(2), Mean.keepDims(true)));
            }
            parts = tf.math.mul(parts, tf.constant((float) LogOdds.UNIT));
            baseline = tf.nn.softmax(baseline);
        }
        Operand<TFloat32> learned = tf.linalg.transpose(parts, tf.constant(new int[] {0, 2, 1}));
        Operand<TFloat32> total = ofValues
                ? tf.math.sub(tf.expandDims(prediction, tf.constant(1)), baseline)
                : tf.math.sub(LogOdds.of(tf, prediction), LogOdds.of(tf, baseline));
        Operand<TFloat32> values = complete(tf, learned, total, inputs.weighed());
        if (!ofValues) {
            values = tf.math.mul(values, tf.expandDims(LogOdds.slope(tf, baseline, prediction), tf.constant(2)));
        }
        return new Evidence(values, baseline, learned);
    }

    /**
     * Corrects the parts of a record so that they have a given sum, which their Shapley values have. Each part bears a
     * share of the correction in proportion to its magnitude: large numbers are estimated least accurately, and a part
     * without effect keeps none. On held-out records this came closer to the Shapley values than equal shares (Ruiz et
     * al. 1998; FastSHAP, Jethani et al. 2022).
     *
     * @param parts [batch, outputs, parts]
     * @param total sum of the parts, [batch, outputs]
     * @param weighed 1 at parts to correct, 0 elsewhere, [batch, parts]
     */
    private static Operand<TFloat32> complete(
            Ops tf, Operand<TFloat32> parts, Operand<TFloat32> total, Operand<TFloat32> weighed) {
        Operand<TFloat32> missing = tf.math.sub(total, tf.sum(parts, tf.constant(2)));
        Operand<TFloat32> magnitudes = tf.math.mul(
                tf.math.add(tf.math.abs(parts), tf.constant(LEAST_MAGNITUDE)), tf.expandDims(weighed, tf.constant(1)));
        Operand<TFloat32> sum = tf.math.maximum(tf.sum(magnitudes, tf.constant(2)), tf.constant(LEAST_MAGNITUDE));
        return tf.math.add(parts, tf.math.mul(magnitudes, tf.expandDims(tf.math.div(missing, sum), tf.constant(2))));
    }

    /**
     * Returns what the baseline adds to a constant. When all weighed tokens are left out, the model still reads how many
     * there were, and the tokens without a weight: a molecule's rings and branches.
     */
    private static Operand<TFloat32> ofNoToken(Layers layer, MaskNetwork.Inputs inputs, int outputs) {
        Ops tf = layer.tf();
        Operand<TFloat32> tokens = tf.math.maximum(
                tf.sum(inputs.valid(), tf.constant(1), Sum.keepDims(true)), tf.constant(1f)); // [batch, 1]
        List<Operand<TFloat32>> read = new ArrayList<>(List.of(tf.math.reciprocal(tokens), tf.math.log(tokens)));
        int values = 2;
        if (!inputs.weighsAll()) {
            int channels = (int) inputs.maskable().shape().get(2);
            Operand<TFloat32> isRest = tf.math.sub(inputs.valid(), inputs.weighed());
            Operand<TFloat32> rest = layer.onlyValid(inputs.maskable(), isRest);
            Operand<TFloat32> seen = tf.nn.selu(layer.conv1d("evidence.empty0", rest, REACH, channels, BASELINE, 1));
            read.add(layer.meanOverParts(rest, inputs.valid()));
            read.add(layer.meanOverParts(seen, inputs.valid()));
            read.add(tf.math.div(tf.sum(isRest, tf.constant(1), Sum.keepDims(true)), tokens));
            values += channels + BASELINE + 1;
        }
        Operand<TFloat32> hidden =
                tf.nn.selu(layer.dense("evidence.empty1", tf.concat(read, tf.constant(1)), values, BASELINE, 1));
        return layer.dense("evidence.empty2", hidden, BASELINE, outputs, NOTHING);
    }

    private Operand<TFloat32> ofTokens(Layers layer, MaskNetwork.Inputs inputs, Operand<TFloat32> answers) {
        Ops tf = layer.tf();
        int outputs = (int) answers.shape().get(1);
        List<Operand<TFloat32>> read = new ArrayList<>(List.of(inputs.features()));
        if (inputs.maskable().shape().get(2) != inputs.channels()) {
            // The maskable tensor itself, because features may not tell which of two neighbours contributed.
            read.add(inputs.maskable());
        }
        TokenFeatures features = TokenFeatures.of(tf, inputs.valid(), read);
        Operand<TFloat32> context = tf.concat(List.of(features.mean(layer), answers), tf.constant(1));
        Operand<TFloat32> x = new TokenTrunk(filters, layers, width).of(layer, "evidence", features, context);
        return layer.conv1d("evidence.out", x, 1, filters, outputs, NOTHING);
    }

    /** Returns the model's own answers to single cells, [batch, cells, outputs], times a weight that is learned. */
    private Operand<TFloat32> ofAnswers(
            Layers layer, MaskNetwork.Inputs inputs, Operand<TFloat32> prediction, Operand<TFloat32> answers) {
        Ops tf = layer.tf();
        ImageGrid grid = inputs.grid();
        Operand<TFloat32> maps = CellAnswers.maps(tf, answers, inputs.features(), prediction);
        int outputs = (int) maps.shape().get(3);
        if (outputs == 1) {
            maps = tf.math.mul(tf.math.sub(maps, tf.constant((float) centre)), tf.constant((float) (1 / unit)));
        } else {
            maps = tf.math.mul(maps, tf.constant((float) (1 / LogOdds.UNIT)));
        }
        Operand<TFloat32> cells = tf.reshape(
                ImageMaps.resized(tf, maps, grid.maskHeight(), grid.maskWidth()),
                tf.constant(new int[] {-1, grid.cells(), outputs}));
        return tf.math.mul(cells, layer.constant("evidence.answers", (float) (OF_ANSWERS / grid.cells()), 1));
    }

    private Operand<TFloat32> ofCells(Layers layer, MaskNetwork.Inputs inputs, Operand<TFloat32> answers) {
        Ops tf = layer.tf();
        ImageGrid grid = inputs.grid();
        int outputs = (int) answers.shape().get(1);
        int channels = inputs.channels();
        Operand<TFloat32> maps =
                FeatureScale.ofMaps(tf, ImageMaps.resized(tf, inputs.features(), grid.maskHeight(), grid.maskWidth()));
        Operand<TFloat32> local = layer.conv2d("evidence.in", maps, 1, channels, filters, 1, 0);
        Operand<TFloat32> context =
                tf.concat(List.of(tf.math.mean(maps, tf.constant(new int[] {1, 2})), answers), tf.constant(1));
        Operand<TFloat32> x =
                tf.nn.selu(layer.modulated("evidence.context", local, context, channels + outputs, filters));
        for (int i = 1; i <= layers; i++) {
            x = tf.math.add(x, tf.nn.selu(layer.conv2d("evidence.convolution" + i, x, width, filters, filters, 1, 0)));
        }
        Operand<TFloat32> cells = layer.conv2d("evidence.out", x, 1, filters, outputs, NOTHING, 0);
        Operand<TInt32> shape = tf.constant(new int[] {-1, grid.cells(), outputs});
        return tf.reshape(cells, shape);
    }
}
