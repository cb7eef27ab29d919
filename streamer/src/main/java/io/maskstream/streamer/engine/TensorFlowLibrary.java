package io.maskstream.streamer.engine;

import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import com.sun.jna.NativeLibrary;
import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** The native library that DJL's TensorFlow engine runs on. */
final class TensorFlowLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(TensorFlowLibrary.class);

    private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

    /** {@code tensorflow::IsMKLEnabled()}, as compilers of C++ name it. */
    private static final String USES_ONEDNN = "_ZN10tensorflow12IsMKLEnabledEv";

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
     * Whether TensorFlow, once it is loaded, computes with its oneDNN operations. By default that depends on the processor; the
     * environment variable {@code TF_ENABLE_ONEDNN_OPTS} decides otherwise. TensorFlow itself is asked.
     */
    static boolean usesOneDnn() {
        String folder =
                System.getenv(LIBRARY_PATH) == null ? System.getProperty(LIBRARY_PATH) : System.getenv(LIBRARY_PATH);
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            Path library = files.filter(file -> file.getFileName().toString().startsWith("libtensorflow_framework"))
                    .findFirst()
                    .orElseThrow(() -> new UnsatisfiedLinkError("no libtensorflow_framework in " + folder));
            // A C++ bool fills one byte of the register that it comes in.
            Object answer = NativeLibrary.getInstance(library.toString())
                    .getFunction(USES_ONEDNN)
                    .invoke(Byte.class, new Object[0]);
            return (Byte) answer != 0;
        } catch (IOException | UnsatisfiedLinkError e) {
            LOG.warn("TensorFlow does not say whether it computes with oneDNN; it is taken not to: {}", e.toString());
            return false;
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
