package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.InputKind;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;

class TensorFlowLibraryTest {

    /**
     * For TensorFlow, 0 means one thread per processor, and a negative number of inter-op threads means the calling
     * thread.
     */
    @Test
    void aSessionRunsOnTheCallingThreadUnlessThereAreMore() {
        assertThat(TensorFlowLibrary.session(1, InputKind.MOLECULE, true).getIntraOpParallelismThreads())
                .isEqualTo(1);
        assertThat(TensorFlowLibrary.session(1, InputKind.MOLECULE, true).getInterOpParallelismThreads())
                .isNegative();
        assertThat(TensorFlowLibrary.session(3, InputKind.MOLECULE, true).getIntraOpParallelismThreads())
                .isEqualTo(3);
        assertThat(TensorFlowLibrary.session(3, InputKind.MOLECULE, true).getInterOpParallelismThreads())
                .isEqualTo(3);
    }

    @Test
    void aSequencesGraphRunsAsItWasPublished() {
        assertThat(TensorFlowLibrary.session(1, InputKind.MOLECULE, true)
                        .getGraphOptions()
                        .getRewriteOptions()
                        .getDisableMetaOptimizer())
                .isTrue();
    }

    @Test
    void whatFollowsAConvolutionOverImagesIsFusedIntoIt() {
        assertThat(optimizers(TensorFlowLibrary.session(1, InputKind.IMAGE, true)))
                .containsExactly("constfold", "auto_mixed_precision_onednn_bfloat16", "remap");
        assertThat(optimizers(TensorFlowLibrary.session(1, InputKind.IMAGE, false)))
                .containsExactly("constfold", "remap");
    }

    private static Stream<String> optimizers(ConfigProto session) {
        RewriterConfig rewriting = session.getGraphOptions().getRewriteOptions();
        return IntStream.range(0, rewriting.getOptimizersCount()).mapToObj(rewriting::getOptimizers);
    }
}
