package io.maskstream.streamer.engine;

import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import io.maskstream.schemas.input.InputKind;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** The native library that DJL's TensorFlow engine runs on. */
final class TensorFlowLibrary {

    private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

    /** TensorFlow takes any negative number so. */
    private static final int IN_CALLING_THREAD = -1;

    private TensorFlowLibrary() {}

    /**
     * Unpacks the library from the class path and tells DJL where it lies. To be called before DJL's engine is first
     * used: it would otherwise try to download one.
     *
     * @param threads that operations are spread over, at least 1. All models of the process share them, so that only the
     *     first call counts
     * @throws EngineException if there is no library for this machine
     */
    static synchronized void load(int threads) {
        setUnlessSet("ai.djl.offline", "true");
        // The pool is made with the first device of the process, which is not that of a model's session: DJL makes one
        // of its own before, and takes only this property for it.
        System.setProperty("ai.djl.tensorflow.num_intraop_threads", Integer.toString(threads));
        // JavaCPP would refuse to allocate once the process holds a multiple of the Java heap, and a model's weights
        // are outside of that heap. DJL lifts both limits, too, but only after JavaCPP has read them.
        setUnlessSet("org.bytedeco.javacpp.maxBytes", "0");
        setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        try {
            String library = Loader.load(tensorflow.class);
            if (System.getenv(LIBRARY_PATH) == null && library != null) {
                setUnlessSet(LIBRARY_PATH, Path.of(library).getParent().toString());
            }
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new EngineException(
                    "The TensorFlow library for " + Loader.getPlatform() + " cannot be loaded: " + e.getMessage()
                            + ". Build maskstream on this platform, so that the library for it is on the class path.",
                    e);
        }
    }

    /**
     * How a model's session runs. Sequences' graphs run as they were published: rewriting them before their first call, as
     * TensorFlow does by default, took the shipped explainers seconds and gigabytes for each signature, and made no call
     * faster. Images' graphs are long chains of convolutions: with what follows a convolution fused into it, a batch took
     * 0.73 of the time, and in bfloat16 0.38.
     *
     * @param threads that its operations are run by; with 1 that is the thread which calls it, and no other, which saves
     *     the time to hand each operation over
     * @param kind of the model's inputs
     * @param bfloat16 whether convolutions may multiply so; sums stay in single precision
     */
    static ConfigProto session(int threads, InputKind kind, boolean bfloat16) {
        return JavacppUtils.getSessionConfig().toBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads == 1 ? IN_CALLING_THREAD : threads)
                .setGraphOptions(GraphOptions.newBuilder()
                        .setRewriteOptions(
                                kind == InputKind.IMAGE
                                        ? RewriterConfig.newBuilder().addAllOptimizers(ofConvolutions(bfloat16))
                                        : RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    /** TensorFlow's names of what rewrites a graph, in the order in which they do so; all others are off. */
    private static List<String> ofConvolutions(boolean bfloat16) {
        return bfloat16
                ? List.of("constfold", "auto_mixed_precision_onednn_bfloat16", "remap")
                : List.of("constfold", "remap");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
