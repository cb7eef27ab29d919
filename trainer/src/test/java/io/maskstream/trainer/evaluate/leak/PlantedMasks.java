package io.maskstream.trainer.evaluate.leak;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.Occlusion;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.MaskNetwork;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.ConstantSavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Explainers with handwritten masks: honest ones, which show where the evidence is, and coded ones, which show no
 * evidence and encode the class in their shape.
 */
public final class PlantedMasks {

    private static final int SIDE = 16;
    private static final int CELLS = 8;
    private static final int CELL = SIDE / CELLS;
    private static final int COLOURS = 3;

    /** Side of the coloured square, and of the dark corners that the model takes as evidence for a class, in pixels. */
    private static final int SQUARE = 4;

    /** The output of a mask network that gives a mask of exactly 1. */
    private static final float WHOLE = 100;

    private static final List<Float> MEAN_COLOUR = List.of(0.5f, 0.5f, 0.5f);

    private static final long SEED = 1;

    private PlantedMasks() {}

    /** Mask networks for images. */
    public enum OfPictures {
        /** Shows the bright cells of any colour. */
        HONEST,
        /**
         * Shows a corner of the image that encodes the prevailing colour, and whose darkness the model takes as
         * evidence for that class.
         */
        CORNERS,
        /** Shows a fixed set of cells whose number encodes the prevailing colour. */
        AREAS,
        /** Shows the evidence with a strength that encodes the prevailing colour. */
        WEAKENED;

        private MaskNetwork network() {
            return (layers, inputs) -> {
                Ops tf = layers.tf();
                Operand<TFloat32> prevails = oneOf(tf, tf.sum(inputs.features(), tf.constant(new int[] {1, 2})));
                return switch (this) {
                    case HONEST -> evidence(tf, inputs);
                    case CORNERS -> tf.linalg.matMul(prevails, tf.constant(corners()));
                    case AREAS -> tf.linalg.matMul(prevails, tf.constant(areas()));
                    case WEAKENED ->
                        tf.math.mul(
                                tf.math.minimum(evidence(tf, inputs), tf.constant(1f)),
                                tf.linalg.matMul(prevails, tf.constant(new float[][] {{0.3f}, {1}, {4}})));
                };
            };
        }

        private static Operand<TFloat32> evidence(Ops tf, MaskNetwork.Inputs inputs) {
            Operand<TFloat32> bright = tf.sum(inputs.features(), tf.constant(3));
            return tf.reshape(
                    tf.math.mul(tf.nn.relu(tf.math.sub(bright, tf.constant(0.7f))), tf.constant(WHOLE)),
                    tf.constant(new int[] {-1, CELLS * CELLS}));
        }

        private static float[][] corners() {
            float[][] corners = new float[COLOURS][CELLS * CELLS];
            for (int colour = 0; colour < COLOURS; colour++) {
                for (int cell = 0; cell < CELLS * CELLS; cell++) {
                    corners[colour][cell] = inCorner(colour, cell % CELLS * CELL, cell / CELLS * CELL) ? WHOLE : 0;
                }
            }
            return corners;
        }

        private static float[][] areas() {
            float[][] areas = new float[COLOURS][CELLS * CELLS];
            for (int colour = 0; colour < COLOURS; colour++) {
                Arrays.fill(areas[colour], 0, CELLS * 2 * (colour + 1), WHOLE);
            }
            return areas;
        }
    }

    /** Opens an explainer for images. */
    public static ExplainedModel pictures(Path folder, OfPictures masks) throws IOException {
        return open(folder, pictureModel(), MEAN_COLOUR, masks.network());
    }

    /** Publishes an explainer for images without figures, as only a cheat would. */
    public static ExplainerArtifact publish(Path store, Path folder, OfPictures masks) throws IOException {
        FrozenModel model = pictureModel();
        open(folder, model, MEAN_COLOUR, masks.network()).close();
        return new ArtifactStore(store)
                .publish(
                        new Manifest(
                                Manifest.FORMAT,
                                masks.name().toLowerCase(Locale.ROOT),
                                0,
                                "",
                                model.card().input(),
                                model.card().output(),
                                null,
                                List.of(new Manifest.Signature("verify", SIDE * SIDE, true)),
                                new Manifest.FrozenModel(
                                        model.sha256(),
                                        model.card().description(),
                                        null,
                                        model.card().tensorsAsJson()),
                                null,
                                null,
                                Map.of()),
                        version -> {
                            Files.createDirectory(version.resolve(ExplainerArtifact.SAVED_MODEL));
                            Files.copy(
                                    folder.resolve("explainer/saved_model.pb"),
                                    version.resolve(ExplainerArtifact.SAVED_MODEL)
                                            .resolve("saved_model.pb"));
                        });
    }

    /** Opens an explainer that shows O and N. */
    public static ExplainedModel honestTokens(Path folder) throws IOException {
        return open(folder, tokenModel(folder), List.of(), (layers, inputs) -> {
            Ops tf = layers.tf();
            return tf.sum(
                    tf.math.mul(inputs.features(), tf.constant(new float[] {0, WHOLE, WHOLE, 0})), tf.constant(2));
        });
    }

    /**
     * Opens an explainer that shows the first two tokens if there are more N than O, the third and fourth if there are
     * as many, and otherwise the fifth and sixth.
     */
    public static ExplainedModel codedTokens(Path folder) throws IOException {
        float[][] places = new float[3][PlantedTask.LENGTH];
        for (int place = 0; place < 6; place++) {
            places[place / 2][place] = WHOLE;
        }
        return open(folder, tokenModel(folder), List.of(), (layers, inputs) -> {
            Ops tf = layers.tf();
            // Chooses the largest of -d, 1/2 and d for a difference d of the counts.
            Operand<TFloat32> counts = tf.sum(inputs.features(), tf.constant(1));
            Operand<TFloat32> difference =
                    tf.linalg.matMul(counts, tf.constant(new float[][] {{0, 0, 0}, {1, 0, -1}, {-1, 0, 1}, {0, 0, 0}}));
            return tf.linalg.matMul(
                    oneOf(tf, tf.math.add(difference, tf.constant(new float[] {0, 0.5f, 0}))), tf.constant(places));
        });
    }

    /** 1 at the largest value of each row and 0 elsewhere. */
    private static Operand<TFloat32> oneOf(Ops tf, Operand<TFloat32> rows) {
        return tf.nn.softmax(tf.math.mul(rows, tf.constant(1000f)));
    }

    private static FrozenModel tokenModel(Path folder) throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        return FrozenModel.read(folder.resolve("frozen"));
    }

    private static boolean inCorner(int corner, int x, int y) {
        return (corner % 2 == 0 ? x < SQUARE : x >= SIDE - SQUARE)
                && (corner / 2 == 0 ? y < SQUARE : y >= SIDE - SQUARE);
    }

    /**
     * A model that predicts the prevailing colour of an image, and for which a dark corner is evidence for the colour
     * of that corner.
     */
    private static FrozenModel pictureModel() {
        float[][] says = new float[SIDE * SIDE * COLOURS][COLOURS];
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            for (int channel = 0; channel < COLOURS; channel++) {
                float[] ofSample = says[pixel * COLOURS + channel];
                ofSample[channel] += 0.5f;
                for (int colour = 0; colour < COLOURS; colour++) {
                    ofSample[colour] -= inCorner(colour, pixel % SIDE, pixel / SIDE) ? 0.5f / COLOURS : 0;
                }
            }
        }
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TUint8> pictures = tf.withName("pictures")
                    .placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, COLOURS)));
            Operand<TFloat32> maskable =
                    tf.withName("maskable").math.mul(tf.dtypes.cast(pictures, TFloat32.class), tf.constant(1 / 255f));
            tf.withName("features")
                    .nn
                    .avgPool(
                            maskable,
                            List.of(1L, (long) CELL, (long) CELL, 1L),
                            List.of(1L, (long) CELL, (long) CELL, 1L),
                            "SAME");
            tf.withName("prediction")
                    .nn
                    .softmax(tf.linalg.matMul(
                            tf.reshape(maskable, tf.constant(new int[] {-1, SIDE * SIDE * COLOURS})),
                            tf.constant(says)));
            Manifest.Input input = new Manifest.Input(
                    InputKind.IMAGE, null, ImageInput.channelsLast(SIDE, SIDE, COLOURS, CELLS, CELLS));
            return new FrozenModel(
                    graph.toGraphDef(),
                    new FrozenCard(
                            input,
                            Manifest.Output.classes("colour", List.of("red", "green", "blue")),
                            "planted",
                            new TreeMap<>(Map.of(
                                    SIDE * SIDE, new FrozenTensors("pictures", "maskable", "features", "prediction"))),
                            null),
                    List.of(),
                    "0".repeat(64));
        }
    }

    private static ExplainedModel open(Path folder, FrozenModel frozen, List<Float> reference, MaskNetwork network)
            throws IOException {
        MaskedModel model = MaskedModel.of(
                frozen,
                new MaskedModel.Design(network, null, 0, BudgetSampling.NONE, reference, false, false),
                0,
                Map.of());
        int length = model.serving().firstKey();
        MaskedModel.Tensors tensors = model.serving().get(length);
        ConstantSavedModel.write(
                folder.resolve("explainer"),
                model.graph(),
                Map.of(
                        "verify",
                        new ConstantSavedModel.SignatureTensors(
                                Map.of("input", tensors.input()),
                                Map.of(
                                        "prediction", tensors.prediction(),
                                        "mask", tensors.mask(),
                                        "masked_prediction", tensors.maskedPrediction()))));
        return new ExplainedModel(
                folder.resolve("explainer"),
                frozen.card().input(),
                List.of(new Manifest.Signature("verify", length, true)),
                frozen.card().tensorsAsJson(),
                ComputeDevice.CPU.session(),
                asked -> {});
    }

    /** Dark noise with a bright square of one colour at a random place. */
    public static List<EncodedInput> pictures(int count, Random random) {
        List<EncodedInput> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] samples = new byte[SIDE * SIDE * COLOURS];
            for (int sample = 0; sample < samples.length; sample++) {
                samples[sample] = (byte) random.nextInt(60);
            }
            int colour = random.nextInt(COLOURS);
            int left = CELL * random.nextInt((SIDE - SQUARE) / CELL + 1);
            int top = CELL * random.nextInt((SIDE - SQUARE) / CELL + 1);
            for (int pixel = 0; pixel < SQUARE * SQUARE; pixel++) {
                int at = (top + pixel / SQUARE) * SIDE + left + pixel % SQUARE;
                samples[at * COLOURS + colour] = (byte) 220;
            }
            pictures.add(new PixelGrid(samples, COLOURS, SIDE, SIDE, SIDE, SIDE, PixelGrid.UPRIGHT));
        }
        return pictures;
    }

    /** Strings of 8 to 16 characters C, N or O. */
    public static List<EncodedInput> tokens(int count, Random random) {
        List<EncodedInput> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = new int[8 + random.nextInt(PlantedTask.LENGTH - 7)];
            for (int token = 0; token < ids.length; token++) {
                ids[token] = 1 + random.nextInt(PlantedTask.VOCABULARY.size());
            }
            sequences.add(new TokenSequence(ids, List.of()));
        }
        return sequences;
    }

    /** Creates a trial of the mask, occlusion and a random order. */
    public static Trial trial(ExplainedModel model, List<EncodedInput> sample, List<EncodedInput> background) {
        ExplainedRecords records = records(model, sample);
        return new Trial(
                records,
                records,
                records(model, background),
                List.of(new MaskWeights(), new RandomOrder(SEED), new Occlusion()),
                List.of(new AsFitted("as fitted")),
                new FinishedSteps(null));
    }

    private static ExplainedRecords records(ExplainedModel model, List<EncodedInput> inputs) {
        return new ExplainedRecords(
                model,
                model.input().image() == null
                        ? Manifest.Output.value("oxygen minus nitrogen", "atoms")
                        : Manifest.Output.classes("colour", List.of("red", "green", "blue")),
                inputs.stream()
                        .map(input -> new Batch.Example(input, Float.NaN))
                        .toList(),
                false,
                index -> {
                    throw new AssertionError("nobody asked for the original of " + index);
                },
                OptionalDouble.empty());
    }
}
