package io.maskstream.streamer;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.encoding.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A real explainer of molecules, so small that all of its answers can be told beforehand: every character is worth its
 * place in {@link #VOCABULARY}, counted from 1, and the prediction is the sum. The mask is 1 on oxygen and nitrogen and
 * 0.1 elsewhere. The graph fails as a whole on a batch with {@link #POISON} in it, and answers NaN for a record with
 * {@link #OVERFLOW}.
 */
public final class TinyExplainer {

    public static final String VOCABULARY = "CcONno()=#1[]+-IP";
    public static final String POISON = "I";
    public static final String OVERFLOW = "P";
    public static final int LONGEST = 16;

    private static final String HETEROATOMS = "ONno";
    private static final int[] LENGTHS = {8, LONGEST};

    private TinyExplainer() {}

    /** Publishes the next version of it into a store. */
    public static ExplainerArtifact publish(Path store, String name) {
        return publish(store, name, Manifest.Output.value("tokens", "points"));
    }

    /** The same, but it predicts two classes: whether the molecule has oxygen or nitrogen, or has none. */
    public static ExplainerArtifact publishClassifier(Path store, String name) {
        return publish(store, name, Manifest.Output.classes("heteroatoms", List.of("without", "with")));
    }

    private static ExplainerArtifact publish(Path store, String name, Manifest.Output output) {
        List<Manifest.Signature> signatures = new ArrayList<>();
        for (int length : LENGTHS) {
            signatures.add(new Manifest.Signature("explain_" + length, length, false));
            signatures.add(new Manifest.Signature("verify_" + length, length, true));
        }
        Manifest draft = new Manifest(
                Manifest.FORMAT,
                name,
                0,
                null,
                new Manifest.Input(InputKind.MOLECULE, LONGEST),
                output,
                signatures,
                new Manifest.FrozenModel("0".repeat(64), "sum of tokens", null),
                null,
                null,
                Map.of());
        return new ArtifactStore(store).publish(draft, folder -> write(folder, output.type()));
    }

    private static void write(Path folder, Manifest.OutputType type) throws IOException {
        Files.write(
                folder.resolve(ExplainerArtifact.VOCABULARY),
                VOCABULARY.chars().mapToObj(Character::toString).toList());
        Path model = Files.createDirectory(folder.resolve(ExplainerArtifact.SAVED_MODEL));
        Files.write(model.resolve("saved_model.pb"), savedModel(type).toByteArray());
    }

    private static SavedModel savedModel(Manifest.OutputType type) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
            meta.getMetaInfoDefBuilder().addTags("serve");
            for (int length : LENGTHS) {
                addSignatures(tf.withSubScope("length" + length), length, type, meta);
            }
            return SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(1)
                    .addMetaGraphs(meta.setGraphDef(graph.toGraphDef()))
                    .build();
        }
    }

    private static void addSignatures(Ops tf, int length, Manifest.OutputType type, MetaGraphDef.Builder meta) {
        Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length)));
        Operand<TFloat32> poison = tf.debugging.checkNumerics(lookUp(tf, ids, TinyExplainer::poison), "poisoned");
        Operand<TFloat32> values = tf.math.add(
                lookUp(tf, ids, type == Manifest.OutputType.VALUE ? TinyExplainer::value : TinyExplainer::evidence),
                poison);
        Operand<TFloat32> mask = lookUp(tf, ids, TinyExplainer::weight);
        Operand<TFloat32> prediction = predict(tf, values, type);
        Operand<TFloat32> masked = predict(tf, tf.math.mul(values, mask), type);
        SignatureDef.Builder explain = SignatureDef.newBuilder()
                .setMethodName("tensorflow/serving/predict")
                .putInputs("input", info(ids, DataType.DT_INT32, length))
                .putOutputs("prediction", info(prediction, DataType.DT_FLOAT))
                .putOutputs("mask", info(mask, DataType.DT_FLOAT, length));
        meta.putSignatureDef("explain_" + length, explain.build());
        meta.putSignatureDef(
                "verify_" + length,
                explain.putOutputs("masked_prediction", info(masked, DataType.DT_FLOAT))
                        .build());
    }

    private static Operand<TFloat32> predict(Ops tf, Operand<TFloat32> values, Manifest.OutputType type) {
        Operand<TFloat32> sum = tf.reduceSum(values, tf.constant(1));
        if (type == Manifest.OutputType.VALUE) {
            return sum;
        }
        Operand<TFloat32> with = tf.math.sigmoid(sum);
        return tf.stack(List.of(tf.math.sub(tf.constant(1f), with), with), org.tensorflow.op.core.Stack.axis(1L));
    }

    private interface PerToken {
        float of(char token);
    }

    private static float value(char token) {
        return token == OVERFLOW.charAt(0) ? Float.NaN : VOCABULARY.indexOf(token) + 1;
    }

    private static float evidence(char token) {
        return HETEROATOMS.indexOf(token) >= 0 ? 2 : -0.5f;
    }

    private static float poison(char token) {
        return token == POISON.charAt(0) ? Float.NaN : 0;
    }

    private static float weight(char token) {
        return HETEROATOMS.indexOf(token) >= 0 ? 1 : 0.1f;
    }

    private static Operand<TFloat32> lookUp(Ops tf, Operand<TInt32> ids, PerToken numbers) {
        float[] table = new float[VOCABULARY.length() + 1];
        for (int i = 0; i < VOCABULARY.length(); i++) {
            table[i + 1] = numbers.of(VOCABULARY.charAt(i));
        }
        return tf.gather(tf.constant(table), ids, tf.constant(0));
    }

    private static TensorInfo info(Operand<?> operand, DataType type, int... more) {
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

    /** What it predicts for a molecule. */
    public static float prediction(String smiles) {
        float sum = 0;
        for (char token : smiles.toCharArray()) {
            sum += value(token);
        }
        return sum;
    }
}
