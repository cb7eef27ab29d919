package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.SequenceGraph;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
     * @param signatures from its manifest
     * @param config of the session
     */
    public ExplainedModel(Path savedModel, List<Manifest.Signature> signatures, ConfigProto config) {
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
        graph = new SequenceGraph(bundle.session(), inputs);
    }

    /**
     * An explainer that is being fitted.
     *
     * @param session of the graph, which remains the caller's to close
     * @param served its tensors by length
     */
    public ExplainedModel(Graph graph, Session session, SortedMap<Integer, MaskedModel.Tensors> served) {
        release = () -> {};
        tensors = graph;
        SortedMap<Integer, String> inputs = new TreeMap<>();
        served.forEach((length, copy) -> {
            inputs.put(length, copy.ids());
            predictions.put(length, copy.prediction());
            masks.put(length, copy.mask());
            maskedPredictions.put(length, copy.maskedPrediction());
        });
        this.graph = new SequenceGraph(session, inputs);
    }

    /** What the frozen model says of each sequence: a value, or the probabilities of the classes. */
    public float[][] predictions(List<int[]> ids) {
        return graph.rows(ids, predictions);
    }

    /** The explainer's own mask of each sequence, one weight a token. */
    public List<float[]> masks(List<int[]> ids) {
        return trimmed(graph.rows(ids, masks), ids);
    }

    /** What the frozen model says of each sequence multiplied by a mask, one weight a token. */
    public float[][] maskedPredictions(List<int[]> ids, List<float[]> weights) {
        return graph.rows(ids, maskedPredictions, masks, weights);
    }

    /**
     * The gradient of the prediction, of classes that of the highest probability, by a mask of ones, one number a token.
     * Since the mask multiplies the input, this is the sum over a token's channels of gradient times input.
     */
    public List<float[]> gradientTimesInput(List<int[]> ids) {
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
        return trimmed(graph.rows(ids, gradients, masks, ones(ids)), ids);
    }

    /** A mask of ones for each sequence. */
    static List<float[]> ones(List<int[]> ids) {
        return ids.stream()
                .map(row -> {
                    float[] ones = new float[row.length];
                    Arrays.fill(ones, 1f);
                    return ones;
                })
                .toList();
    }

    private static List<float[]> trimmed(float[][] rows, List<int[]> ids) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOf(rows[i], ids.get(i).length);
        }
        return List.of(rows);
    }

    @Override
    public void close() {
        release.run();
    }
}
