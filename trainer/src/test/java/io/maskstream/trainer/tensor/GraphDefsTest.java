package io.maskstream.trainer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class GraphDefsTest {

    /** y = (x + 1) * 3, and an unrelated constant 5. */
    private static GraphDef graph() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            Operand<TFloat32> shifted =
                    tf.withName("shifted").math.add(x, tf.withName("one").constant(1f));
            tf.withName("y").math.mul(shifted, tf.withName("three").constant(3f));
            tf.withName("unused").constant(5f);
            tf.withName("ten").constant(10f);
            return graph.toGraphDef();
        }
    }

    @Test
    void aCopyReadsTheReplacementAndSharesWhatDoesNotDependOnIt() {
        GraphDef whole = GraphDefs.withCopy(graph(), "copy", "shifted", "ten", "y");

        assertThat(GraphDefs.nodes(whole)).containsKey("copy/y").doesNotContainKeys("copy/three", "copy/shifted");
        try (Graph graph = new Graph()) {
            graph.importGraphDef(whole);
            try (Session session = new Session(graph);
                    TFloat32 two = TFloat32.scalarOf(2f);
                    Result result = session.runner()
                            .feed("x", two)
                            .fetch("y")
                            .fetch("copy/y")
                            .run()) {
                assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(9f);
                assertThat(((TFloat32) result.get(1)).getFloat()).isEqualTo(30f);
            }
        }
    }

    @Test
    void aCopyOfWhatDoesNotDependOnTheReplacedTensorIsRefused() {
        assertThatThrownBy(() -> GraphDefs.withCopy(graph(), "copy", "ten", "one", "y"))
                .hasMessage("'y' does not depend on 'ten'");
    }

    @Test
    void pruningKeepsWhatIsNeededAlone() {
        assertThat(GraphDefs.nodes(GraphDefs.pruned(graph(), List.of("shifted:0"))))
                .containsOnlyKeys("x", "one", "shifted");
    }

    @Test
    void pruningNamesAMissingTensor() {
        assertThatThrownBy(() -> GraphDefs.pruned(graph(), List.of("z:0")))
                .hasMessage("the graph has no node named 'z'");
    }

    @Test
    void aTableInHalfPrecisionGivesItsRowsRoundedToElevenBits() {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(GraphDefs.gatheredInHalfPrecision(gathering(), "table"));
            assertThat(graph.operationOrThrow("table").output(0).dataType()).isEqualTo(DataType.DT_HALF);
            try (Session session = new Session(graph);
                    Result result = session.runner().fetch("rows").run()) {
                // 0.1 and 1000.3 rounded by hand: 1638 * 2^-14 and 2001 * 2^-1; 0.25 and 2 are exact.
                assertThat(StdArrays.array2dCopyOf((TFloat32) result.get(0)))
                        .isDeepEqualTo(new float[][] {{1638f / 16384, 1000.5f}, {0.25f, 2f}});
            }
        }
    }

    @Test
    void aTableThatIsReadAsAWholeKeepsItsPrecision() {
        assertThatThrownBy(() -> GraphDefs.gatheredInHalfPrecision(graph(), "three"))
                .hasMessage("'y' does not read the table 'three' row by row");
    }

    /** Gathers the second and the first row of a table. */
    private static GraphDef gathering() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Variable<TFloat32> table = tf.withName("table").variable(Shape.of(2, 2), TFloat32.class);
            tf.withName("rows").gather(table, tf.constant(new int[] {1, 0}), tf.constant(0));
            Op start = tf.assign(table, tf.constant(new float[][] {{0.25f, 2}, {0.1f, 1000.3f}}));
            try (Session session = new Session(graph)) {
                session.runner().addTarget(start).run().close();
                GraphDef rows = GraphDefs.pruned(graph.toGraphDef(), List.of("rows"));
                return GraphDefs.folded(rows, SequenceGraph.values(session, List.of("table")));
            }
        }
    }
}
