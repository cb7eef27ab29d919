package io.maskstream.trainer.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class GraphDefsTest {

    /** y = (x + 1) * 3, and the constant 5 that has nothing to do with it. */
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
}
