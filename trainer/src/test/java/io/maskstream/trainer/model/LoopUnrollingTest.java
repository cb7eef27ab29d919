package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class LoopUnrollingTest {

    /** More steps than are unrolled. */
    private static final int TOO_OFTEN = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void aLoopBecomesItsSteps() {
        LoopUnrolling.Unrolled unrolled = unrolled(5, "loop:1");

        assertThat(unrolled.steps()).isEqualTo(5);
        assertThat(unrolled.loops()).isEqualTo(1);
        assertThat(doubled(unrolled)).isEqualTo(3f * 32);
    }

    @Test
    void aLoopThatNeverRunsPassesOnWhatItIsGiven() {
        assertThat(doubled(unrolled(0, "loop:1"))).isEqualTo(3f);
    }

    @Test
    void aLoopThatRunsTooOftenIsRefusedBeforeItIsUnrolled() {
        assertThatThrownBy(() -> unrolled(TOO_OFTEN, "loop:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the loop 'loop' runs more than 20000 times");
    }

    /** Each reason is found first, although the loop would be refused as well. */
    @Test
    void whatShowsWithoutUnrollingIsRefusedBefore() throws IOException {
        LoopModel.write(folder, TOO_OFTEN, "first");
        assertRefused("it takes token ids, but their meaning is unknown");

        Files.createDirectory(folder.resolve("assets.extra"));
        Files.write(folder.resolve(FrozenCard.VOCABULARY), List.of("", "good", "bad"));
        assertRefused("its 4 outputs are independent sigmoids");

        LoopModel.write(folder, TOO_OFTEN, "first", "second");
        assertRefused("it has 2 outputs (first, second)");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> FrozenModel.inspect(folder, ModelChoices.NONE, null))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageStartingWith("The model in " + folder + " cannot be explained: " + reason);
    }

    private static LoopUnrolling.Unrolled unrolled(int times, String output) {
        GraphDef graph = LoopModel.graph(times);
        return LoopUnrolling.of(graph, new FunctionInliner(graph), Map.of(), List.of(output));
    }

    /** The result of the loop for 3. */
    private static float doubled(LoopUnrolling.Unrolled unrolled) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(unrolled.graph().toBuilder().clearLibrary().build());
            try (Session session = new Session(graph);
                    TInt32 ids = TInt32.tensorOf(StdArrays.ndCopyOf(new int[][] {{3, 0, 0, 0}}));
                    Result result = session.runner()
                            .feed("x", ids)
                            .fetch(unrolled.outputs().get(0))
                            .run()) {
                return ((TFloat32) result.get(0)).getFloat(0, 0);
            }
        }
    }
}
