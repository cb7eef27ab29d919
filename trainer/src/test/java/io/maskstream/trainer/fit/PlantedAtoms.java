package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A model of molecules in their canonical form: it adds 1 for each O, -1 for each N, and a constant for each branch.
 */
public final class PlantedAtoms {

    public static final List<String> VOCABULARY = List.of("[UNK]", "C", "N", "O", "(", ")", "=", "1");
    public static final int LENGTH = 16;
    private static final TokenInput TOKENS = TokenInput.atoms(LENGTH);
    public static final SmilesEncoding ENCODING = new SmilesEncoding(VOCABULARY, TOKENS);

    private PlantedAtoms() {}

    /**
     * Writes the model as a SavedModel with its card.
     *
     * @param branch contribution of each opening bracket
     */
    public static void writeFrozen(Path folder, float branch) throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt32> ids =
                    tf.withName("ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
            float[][] table = {{0}, {0}, {0}, {-1}, {1}, {branch}, {0}, {0}, {0}};
            Operand<TFloat32> embedded = tf.withName("embedded").gather(tf.constant(table), ids, tf.constant(0));
            tf.withName("prediction").sum(embedded, tf.constant(new int[] {1, 2}));
            FrozenModel.write(
                    folder,
                    graph.toGraphDef(),
                    new FrozenCard(
                            new Manifest.Input(InputKind.MOLECULE, TOKENS, null),
                            Manifest.Output.value("oxygen minus nitrogen", "atoms"),
                            "planted",
                            new TreeMap<>(
                                    Map.of(LENGTH, new FrozenTensors("ids", "embedded", "embedded", "prediction"))),
                            null),
                    VOCABULARY);
        }
    }
}
