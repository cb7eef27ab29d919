package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * The graph of a tiny explainer of tokens, as a real SavedModel. The prediction is the sum of the tokens' values; for
 * two classes, this sum is the logit of the second class.
 *
 * @param lengths input lengths in tokens; the last one is the maximum
 * @param vocabulary content of the vocabulary file, which determines the ids of the tokens
 * @param value value of a token
 * @param weight weight of a token in the mask
 * @param poisonous whether the graph fails on every batch with this token in it
 * @param governor a file that the graph reads with each batch; it fails unless the file contains 0; null for none
 * @param ballastBytes size of unused numbers in the graph
 * @param givesEvidence whether the graph gives evidence: {@link #BASELINE}, and {@link #SHARE} of each token's value,
 *     with the opposite sign for the first of two classes
 */
record TinyGraph(
        List<Integer> lengths,
        List<String> vocabulary,
        Function<String, Float> value,
        Function<String, Float> weight,
        Function<String, Boolean> poisonous,
        Path governor,
        int ballastBytes,
        boolean givesEvidence) {

    static final float BASELINE = 0.5f;
    static final float SHARE = 0.125f;

    /** Returns the same graph with evidence. */
    TinyGraph withEvidence() {
        return new TinyGraph(lengths, vocabulary, value, weight, poisonous, governor, ballastBytes, true);
    }

    /** Publishes the next version of an explainer with this graph. */
    ExplainerArtifact publish(
            Path store, String name, InputKind kind, Manifest.Output output, Manifest.FrozenModel frozenModel) {
        Manifest.Input input = Manifest.Input.tokens(kind, lengths.get(lengths.size() - 1));
        return publish(store, name, input, output, frozenModel);
    }

    /** Publishes an explainer with its own rules for tokens, whose vocabulary starts with id 1. */
    ExplainerArtifact publish(
            Path store, String name, Manifest.Input input, Manifest.Output output, Manifest.FrozenModel frozenModel) {
        List<Manifest.Signature> signatures = new ArrayList<>();
        for (int length : lengths) {
            signatures.add(new Manifest.Signature("explain_" + length, length, false));
            signatures.add(new Manifest.Signature("verify_" + length, length, true));
        }
        Manifest.Evidence evidence = givesEvidence ? evidence(output, null, null) : null;
        return new ArtifactStore(store)
                .publish(draft(name, input, output, evidence, signatures, frozenModel), folder -> {
                    Files.write(folder.resolve(ExplainerArtifact.VOCABULARY), vocabulary);
                    write(folder, savedModel(output.type()));
                });
    }

    static Manifest draft(
            String name,
            Manifest.Input input,
            Manifest.Output output,
            Manifest.Evidence evidence,
            List<Manifest.Signature> signatures,
            Manifest.FrozenModel frozenModel) {
        return new Manifest(
                Manifest.FORMAT, name, 0, null, input, output, evidence, signatures, frozenModel, null, null, Map.of());
    }

    static Manifest.Evidence evidence(Manifest.Output output, Integer height, Integer width) {
        String unit = output.type() == Manifest.OutputType.CLASSES ? Manifest.Evidence.PROBABILITY : output.unit();
        return new Manifest.Evidence(unit, height, width);
    }

    static void write(Path folder, SavedModel savedModel) throws IOException {
        Path model = Files.createDirectory(folder.resolve(ExplainerArtifact.SAVED_MODEL));
        Files.write(model.resolve("saved_model.pb"), savedModel.toByteArray());
    }

    private SavedModel savedModel(Manifest.OutputType type) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
            meta.getMetaInfoDefBuilder().addTags("serve");
            for (int length : lengths) {
                addSignatures(tf.withSubScope("length" + length), length, type, meta);
            }
            return SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(1)
                    .addMetaGraphs(meta.setGraphDef(graph.toGraphDef()))
                    .build();
        }
    }

    private void addSignatures(Ops tf, int length, Manifest.OutputType type, MetaGraphDef.Builder meta) {
        Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length)));
        Operand<TFloat32> poison = tf.debugging.checkNumerics(
                lookUp(tf, ids, token -> poisonous.apply(token) ? Float.NaN : 0), "poisoned");
        Operand<TFloat32> values = tf.math.add(lookUp(tf, ids, value), poison);
        if (governor != null) {
            values = tf.math.add(
                    values,
                    tf.strings.toNumber(tf.io.readFile(readEachTime(tf, governor.toString(), ids)), TFloat32.class));
        }
        Operand<TFloat32> mask = lookUp(tf, ids, weight);
        Operand<TFloat32> parts = givesEvidence ? values : null;
        addSignatures(tf, info(ids, DataType.DT_INT32, length), values, mask, mask, parts, length, type, meta);
    }

    /**
     * Returns a text that TensorFlow does not treat as constant; otherwise it would read the file only once. Ids are
     * not negative.
     */
    private static Operand<TString> readEachTime(Ops tf, String constant, Operand<TInt32> ids) {
        Operand<TInt32> zero = tf.math.minimum(tf.reduceMin(ids, tf.constant(new int[] {0, 1})), tf.constant(0));
        return tf.strings.substr(tf.constant(constant), zero, tf.constant(constant.length()));
    }

    /**
     * Adds the two signatures of a length.
     *
     * @param values values of its tokens or pixels
     * @param stretched the mask in the form that multiplies the values
     * @param parts values of the parts that have evidence; null for no evidence
     */
    static void addSignatures(
            Ops tf,
            TensorInfo input,
            Operand<TFloat32> values,
            Operand<TFloat32> mask,
            Operand<TFloat32> stretched,
            Operand<TFloat32> parts,
            int length,
            Manifest.OutputType type,
            MetaGraphDef.Builder meta) {
        Operand<TFloat32> prediction = predict(tf, values, type);
        Operand<TFloat32> masked = predict(tf, tf.math.mul(values, stretched), type);
        SignatureDef.Builder explain = SignatureDef.newBuilder()
                .setMethodName("tensorflow/serving/predict")
                .putInputs("input", input)
                .putOutputs("prediction", info(prediction, DataType.DT_FLOAT))
                .putOutputs("mask", info(mask, DataType.DT_FLOAT, -1));
        if (parts != null) {
            addEvidence(tf, parts, type, explain);
        }
        meta.putSignatureDef("explain_" + length, explain.build());
        meta.putSignatureDef(
                "verify_" + length,
                explain.putOutputs("masked_prediction", info(masked, DataType.DT_FLOAT))
                        .build());
    }

    private static void addEvidence(
            Ops tf, Operand<TFloat32> parts, Manifest.OutputType type, SignatureDef.Builder signature) {
        Operand<TFloat32> raising = tf.math.mul(parts, tf.constant(SHARE));
        Operand<TFloat32> evidence = tf.stack(
                type == Manifest.OutputType.VALUE ? List.of(raising) : List.of(tf.math.neg(raising), raising),
                Stack.axis(1L));
        Operand<TFloat32> baseline = tf.math.add(
                tf.math.mul(tf.reduceSum(evidence, tf.constant(2)), tf.constant(0f)), tf.constant(BASELINE));
        signature
                .putOutputs("evidence", info(evidence, DataType.DT_FLOAT, -1, -1))
                .putOutputs("baseline", info(baseline, DataType.DT_FLOAT, -1));
    }

    private static Operand<TFloat32> predict(Ops tf, Operand<TFloat32> values, Manifest.OutputType type) {
        Operand<TFloat32> sum = tf.reduceSum(values, tf.constant(1));
        if (type == Manifest.OutputType.VALUE) {
            return sum;
        }
        Operand<TFloat32> second = tf.math.sigmoid(sum);
        return tf.stack(List.of(tf.math.sub(tf.constant(1f), second), second), Stack.axis(1L));
    }

    private Operand<TFloat32> lookUp(Ops tf, Operand<TInt32> ids, Function<String, Float> numbers) {
        // Each length has three such tables, for values, weights and poison, which share the ballast.
        float[] table = new float[vocabulary.size() + 1 + ballastBytes / Float.BYTES / lengths.size() / 3];
        for (int i = 0; i < vocabulary.size(); i++) {
            table[i + 1] = numbers.apply(vocabulary.get(i));
        }
        return tf.gather(tf.constant(table), ids, tf.constant(0));
    }

    static TensorInfo info(Operand<?> operand, DataType type, int... more) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1));
        for (int size : more) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        return TensorInfo.newBuilder()
                .setName(operand.asOutput().name())
                .setDtype(type)
                .setTensorShape(shape)
                .build();
    }
}
