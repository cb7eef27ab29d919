package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TensorFlowLibraryTest {

    /** TensorFlow takes 0 for as many as processors, and a negative number of inter-op threads for the calling one. */
    @Test
    void aSessionRunsOnTheCallingThreadUnlessThereAreMore() {
        assertThat(TensorFlowLibrary.session(1).getIntraOpParallelismThreads()).isEqualTo(1);
        assertThat(TensorFlowLibrary.session(1).getInterOpParallelismThreads()).isNegative();
        assertThat(TensorFlowLibrary.session(3).getIntraOpParallelismThreads()).isEqualTo(3);
        assertThat(TensorFlowLibrary.session(3).getInterOpParallelismThreads()).isEqualTo(3);
    }

    @Test
    void aGraphRunsAsItWasPublished() {
        assertThat(TensorFlowLibrary.session(1)
                        .getGraphOptions()
                        .getRewriteOptions()
                        .getDisableMetaOptimizer())
                .isTrue();
    }
}
