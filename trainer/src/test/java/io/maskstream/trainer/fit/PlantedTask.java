package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A task whose deciding tokens are known: strings of C, N and O, and a model that adds 1 for each O, -1 for each N, and
 * 0 for C. Any explanation must highlight O and N.
 */
public final class PlantedTask {

    public static final List<String> VOCABULARY = List.of("C", "N", "O");
    public static final int CARBON = 1;
    public static final int LENGTH = 16;

    public static final Manifest.Input INPUT = Manifest.Input.tokens(InputKind.MOLECULE, LENGTH);

    private PlantedTask() {}

    /** The output layer of the model. */
    @FunctionalInterface
    public interface Head {

        /**
         * Returns the prediction.
         *
         * @param evidence 1 for each O, -1 for each N, 0 for C and padding, each times its mask: [batch, {@value
         *     #LENGTH}]
         * @return a value, [batch], or probabilities of classes, [batch, classes]
         */
        Operand<TFloat32> of(Ops tf, Operand<TFloat32> evidence);
    }

    /** Writes the model as a SavedModel with its card. */
    public static void writeFrozen(Path folder) throws IOException {
        writeFrozen(
                folder,
                Manifest.Output.value("oxygen minus nitrogen", "atoms"),
                (tf, evidence) -> tf.sum(evidence, tf.constant(1)));
    }

    /** Writes a model of the same tokens with another output. */
    public static void writeFrozen(Path folder, Manifest.Output output, Head head) throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt32> ids =
                    tf.withName("ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
            Operand<TFloat32> table =
                    tf.constant(new float[][] {{0, 0, 0, 0}, {1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 1}});
            Operand<TFloat32> embedded = tf.withName("embedded").gather(table, ids, tf.constant(0));
            Operand<TFloat32> counted = tf.math.mul(embedded, tf.constant(new float[] {0, -1, 1, 0}));
            Operand<TFloat32> prediction =
                    tf.withName("prediction").identity(head.of(tf, tf.sum(counted, tf.constant(2))));
            SortedMap<Integer, FrozenTensors> tensors = new TreeMap<>(Map.of(
                    LENGTH,
                    new FrozenTensors(
                            ids.op().name(),
                            "embedded",
                            "embedded",
                            prediction.op().name())));
            FrozenModel.write(
                    folder, graph.toGraphDef(), new FrozenCard(INPUT, output, "planted", tensors, null), VOCABULARY);
        }
    }

    /** Generates random strings of 6 to 16 characters, mostly C. */
    static List<Batch.Example> examples(int count, Random random) {
        List<Batch.Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = new int[6 + random.nextInt(LENGTH - 5)];
            float target = 0;
            for (int t = 0; t < ids.length; t++) {
                ids[t] = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : CARBON;
                target += ids[t] == 3 ? 1 : ids[t] == 2 ? -1 : 0;
            }
            examples.add(new Batch.Example(new TokenSequence(ids, List.of()), target));
        }
        return examples;
    }
}
