package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class ImportedSavedModelTest {

    @TempDir
    Path folder;

    @Test
    void foldsVariablesOfTensorFlowOneToConstants() throws IOException {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            Variable<TFloat32> factor = tf.withName("factor").variable(Shape.scalar(), TFloat32.class);
            var y = tf.withName("y").math.mul(x, factor);
            session.runner()
                    .addTarget(tf.assign(factor, tf.constant(2.5f)))
                    .run()
                    .close();
            SavedModelBundle.exporter(folder.toString())
                    .withSession(session)
                    .withSignature(Signature.builder("serving_default")
                            .input("x", x)
                            .output("y", y)
                            .build())
                    .export();
        }

        GraphDef imported = ImportedSavedModel.graph(folder, List.of("x", "y:0"));

        assertThat(imported.getNodeList()).extracting(NodeDef::getOp).containsOnly("Placeholder", "Const", "Mul");
        try (Graph graph = new Graph()) {
            graph.importGraphDef(imported);
            try (Session session = new Session(graph);
                    TFloat32 four = TFloat32.scalarOf(4f);
                    Result result = session.runner().feed("x", four).fetch("y").run()) {
                assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(10f);
            }
        }
    }

    @Test
    void inlinesNestedFunctionsAndFoldsResourceVariables() throws IOException {
        KerasStyleModel.write(folder);
        int[][] ids = {{1, 2}, {3, 1}, {2, 0}};
        float[] original;
        try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve");
                TInt32 input = TInt32.tensorOf(StdArrays.ndCopyOf(ids));
                Result result = bundle.session()
                        .runner()
                        .feed("serving_default_ids", input)
                        .fetch("StatefulPartitionedCall:0")
                        .run()) {
            original = column((TFloat32) result.get(0));
        }
        // The second token's row of the table, times (10, 1).
        assertThat(original).containsExactly(34f, 12f, 0f);

        GraphDef imported = ImportedSavedModel.graph(
                folder, List.of("serving_default_ids", KerasStyleModel.EMBEDDED, KerasStyleModel.PREDICTION));

        assertThat(imported.getLibrary().getFunctionCount()).isZero();
        assertThat(imported.getNodeList())
                .extracting(NodeDef::getOp)
                .doesNotContain("StatefulPartitionedCall", "VarHandleOp", "ReadVariableOp", "ResourceGather");
        try (Graph graph = new Graph()) {
            graph.importGraphDef(imported);
            try (Session session = new Session(graph);
                    TInt32 input = TInt32.tensorOf(StdArrays.ndCopyOf(ids));
                    Result result = session.runner()
                            .feed("serving_default_ids", input)
                            .fetch(KerasStyleModel.PREDICTION)
                            .run()) {
                assertThat(column((TFloat32) result.get(0))).isEqualTo(original);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Enter", "Switch", "Merge"})
    void refusesControlFlowOfTensorFlowOne(String operation) throws IOException {
        write(
                NodeDef.newBuilder().setName("x").setOp("Placeholder").build(),
                NodeDef.newBuilder()
                        .setName("gru/loop")
                        .setOp(operation)
                        .addInput("x")
                        .build());

        assertThatThrownBy(() -> ImportedSavedModel.graph(folder, List.of("x", "gru/loop:0")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("the node 'gru/loop' (" + operation + ") belongs to control flow of TensorFlow 1")
                .hasMessageContaining("unroll");
    }

    @Test
    void controlFlowThatNoWantedTensorNeedsDoesNotMatter() throws IOException {
        write(
                NodeDef.newBuilder().setName("x").setOp("Placeholder").build(),
                NodeDef.newBuilder()
                        .setName("training/loop")
                        .setOp("While")
                        .addInput("x")
                        .build());

        assertThat(ImportedSavedModel.graph(folder, List.of("x")).getNodeCount())
                .isEqualTo(1);
    }

    @Test
    void namesATensorThatItLacks() throws IOException {
        KerasStyleModel.write(folder);

        assertThatThrownBy(() -> ImportedSavedModel.graph(folder, List.of("serving_default_ids", "logits:0")))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "The SavedModel in " + folder + " cannot be explained: the graph has no node named 'logits'");
    }

    @Test
    void refusesAFileThatIsNoSavedModel() throws IOException {
        Files.writeString(folder.resolve("saved_model.pb"), "version https://git-lfs.github.com/spec/v1");

        assertThatThrownBy(() -> ImportedSavedModel.graph(folder, List.of("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("saved_model.pb") + " is not a SavedModel");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Files.createFile(folder.resolve("saved_model.pb"));

        assertThatThrownBy(() -> ImportedSavedModel.graph(folder, List.of("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("saved_model.pb") + " is not a SavedModel");
    }

    @Test
    void refusesVariablesThatCannotBeRestored() throws IOException {
        KerasStyleModel.write(folder);
        Files.delete(folder.resolve("variables/variables.data-00000-of-00001"));

        assertThatThrownBy(() -> ImportedSavedModel.graph(folder, List.of(KerasStyleModel.PREDICTION)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The variables of the SavedModel in " + folder + " cannot be read");
    }

    private void write(NodeDef... nodes) throws IOException {
        SavedModel model = SavedModel.newBuilder()
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setGraphDef(GraphDef.newBuilder().addAllNode(List.of(nodes))))
                .build();
        Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
    }

    private static float[] column(TFloat32 matrix) {
        float[] values = new float[(int) matrix.shape().get(0)];
        for (int i = 0; i < values.length; i++) {
            values[i] = matrix.getFloat(i, 0);
        }
        return values;
    }
}
