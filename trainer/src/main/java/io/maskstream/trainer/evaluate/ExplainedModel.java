package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.SequenceGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** An explainer's SavedModel as an evaluation asks it: with its own masks, or with any other. */
public final class ExplainedModel implements AutoCloseable {

    private final Manifest.Input input;
    private final Runnable release;
    private final Graph tensors;
    private final SequenceGraph graph;
    private final SortedMap<Integer, String> predictions = new TreeMap<>();
    private final SortedMap<Integer, String> masks = new TreeMap<>();
    private final SortedMap<Integer, String> maskedPredictions = new TreeMap<>();
    private final SortedMap<Integer, String> gradients = new TreeMap<>();

    /**
     * Loads it.
     *
     * @param savedModel its folder
     * @param manifest of its artifact
     * @param config of the session
     * @param asked takes, after each batch, how many records it had
     */
    public ExplainedModel(Path savedModel, Manifest manifest, ConfigProto config, IntConsumer asked) {
        this(savedModel, manifest.input(), manifest.signatures(), config, asked);
    }

    /**
     * Loads one that is not published yet.
     *
     * @param savedModel its folder
     * @param input what it takes
     * @param signatures what it can be asked
     * @param config of the session
     * @param asked takes, after each batch, how many records it had
     */
    public ExplainedModel(
            Path savedModel,
            Manifest.Input input,
            List<Manifest.Signature> signatures,
            ConfigProto config,
            IntConsumer asked) {
        this.input = input;
        SavedModelBundle bundle = SavedModelBundle.loader(savedModel.toString())
                .withTags("serve")
                .withConfigProto(config)
                .load();
        release = bundle::close;
        tensors = bundle.graph();
        Map<String, SignatureDef> definitions = bundle.metaGraphDef().getSignatureDefMap();
        SortedMap<Integer, String> inputs = new TreeMap<>();
        for (Manifest.Signature signature : signatures) {
            if (signature.verifies()) {
                SignatureDef definition = definitions.get(signature.name());
                inputs.put(
                        signature.length(), definition.getInputsOrThrow("input").getName());
                predictions.put(
                        signature.length(),
                        definition.getOutputsOrThrow("prediction").getName());
                masks.put(
                        signature.length(), definition.getOutputsOrThrow("mask").getName());
                maskedPredictions.put(
                        signature.length(),
                        definition.getOutputsOrThrow("masked_prediction").getName());
            }
        }
        graph = new SequenceGraph(bundle.session(), input.tensor(), inputs, asked);
    }

    /**
     * An explainer that is being fitted.
     *
     * @param session of the graph, which remains the caller's to close
     * @param input what it takes
     * @param served its tensors by length
     */
    public ExplainedModel(
            Graph graph, Session session, Manifest.Input input, SortedMap<Integer, MaskedModel.Tensors> served) {
        this.input = input;
        release = () -> {};
        tensors = graph;
        SortedMap<Integer, String> inputs = new TreeMap<>();
        served.forEach((length, copy) -> {
            inputs.put(length, copy.input());
            predictions.put(length, copy.prediction());
            masks.put(length, copy.mask());
            maskedPredictions.put(length, copy.maskedPrediction());
        });
        this.graph = new SequenceGraph(session, input.tensor(), inputs);
    }

    /** What the frozen model says of each record: a value, or the probabilities of the classes. */
    public float[][] predictions(List<? extends EncodedInput> records) {
        return graph.rows(records, predictions);
    }

    /** How many weights a record's mask has: one a token but for special ones, or one a cell of an image's grid. */
    public int parts(EncodedInput record) {
        return input.image() == null ? record.parts() : input.image().cells();
    }

    /** The explainer's own mask of each record, one weight a part. */
    public List<float[]> masks(List<? extends EncodedInput> records) {
        return trimmed(graph.rows(records, masks), records);
    }

    /** What the frozen model says of each record multiplied by a mask, one weight a part. */
    public float[][] maskedPredictions(List<? extends EncodedInput> records, List<float[]> weights) {
        List<float[]> rows = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            rows.add(row(records.get(i), weights.get(i)));
        }
        return graph.rows(records, maskedPredictions, masks, rows);
    }

    /**
     * The gradient of the prediction, of classes that of the highest probability, by a mask of ones, one number a token.
     * Since the mask multiplies the input, this is the sum over a token's channels of gradient times input.
     */
    public List<float[]> gradientTimesInput(List<? extends EncodedInput> records) {
        if (gradients.isEmpty()) {
            Layers.registerGradients();
            Ops tf = Ops.create(tensors);
            maskedPredictions.forEach((length, name) -> {
                Operand<TFloat32> prediction = tensors.outputOrThrow(name).expect(TFloat32.class);
                if (prediction.shape().numDimensions() == 2) {
                    prediction = tf.max(prediction, tf.constant(1));
                }
                Output<?>[] gradient = tensors.addGradients(
                        prediction.asOutput(), new Output<?>[] {tensors.outputOrThrow(masks.get(length))});
                gradients.put(length, gradient[0].op().name() + ":" + gradient[0].index());
            });
        }
        List<float[]> ones = new ArrayList<>(records.size());
        ones(records).forEach(mask -> ones.add(row(records.get(ones.size()), mask)));
        return trimmed(graph.rows(records, gradients, masks, ones), records);
    }

    /** A mask of ones for each record. */
    public List<float[]> ones(List<? extends EncodedInput> records) {
        return records.stream()
                .map(record -> {
                    float[] ones = new float[parts(record)];
                    Arrays.fill(ones, 1f);
                    return ones;
                })
                .toList();
    }

    /** A record's weights where they stand in the row of the mask's tensor. */
    private float[] row(EncodedInput record, float[] weights) {
        if (input.image() != null) {
            return weights;
        }
        int length = graph.length(record);
        float[] row = new float[length];
        System.arraycopy(weights, 0, row, record.firstPart(input.tensor(), length), weights.length);
        return row;
    }

    private List<float[]> trimmed(float[][] rows, List<? extends EncodedInput> records) {
        if (input.image() == null) {
            for (int i = 0; i < rows.length; i++) {
                EncodedInput record = records.get(i);
                int first = record.firstPart(input.tensor(), graph.length(record));
                rows[i] = Arrays.copyOfRange(rows[i], first, first + record.parts());
            }
        }
        return List.of(rows);
    }

    @Override
    public void close() {
        release.run();
    }
}
