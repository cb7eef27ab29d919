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

/** Loads the native library that DJL's TensorFlow engine runs on. */
final class TensorFlowLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(TensorFlowLibrary.class);

    private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

    /** Mangled C++ name of {@code tensorflow::IsMKLEnabled()}. */
    private static final String USES_ONEDNN = "_ZN10tensorflow12IsMKLEnabledEv";

    /** Any negative number makes TensorFlow run operations on the calling thread. */
    private static final int IN_CALLING_THREAD = -1;

    private TensorFlowLibrary() {}

    /**
     * Unpacks the library from the class path and tells DJL where it is. Must be called before DJL's engine is first
     * used, which would otherwise try to download a library.
     *
     * @param threads number of threads that operations use, at least 1; all models of the process share them, so only
     *     the first call has an effect
     * @throws EngineException if there is no library for this machine
     */
    static synchronized void load(int threads) {
        setUnlessSet("ai.djl.offline", "true");
        // The thread pool is created with the first device of the process. That is not the device of a model's session,
        // because DJL creates a session before, for which only this property counts.
        System.setProperty("ai.djl.tensorflow.num_intraop_threads", Integer.toString(threads));
        // JavaCPP would refuse to allocate once the process holds a multiple of the Java heap, but a model's weights
        // are outside that heap. DJL lifts both limits as well, but only after JavaCPP has read them.
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
     * Returns whether TensorFlow, once loaded, computes with its oneDNN operations. That depends on the processor,
     * unless the environment variable {@code TF_ENABLE_ONEDNN_OPTS} overrides it. The answer comes from TensorFlow
     * itself.
     */
    static boolean usesOneDnn() {
        String folder =
                System.getenv(LIBRARY_PATH) == null ? System.getProperty(LIBRARY_PATH) : System.getenv(LIBRARY_PATH);
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            Path library = files.filter(file -> file.getFileName().toString().startsWith("libtensorflow_framework"))
                    .findFirst()
                    .orElseThrow(() -> new UnsatisfiedLinkError("no libtensorflow_framework in " + folder));
            // A C++ bool fills only one byte of the register in which it is returned.
            Object answer = NativeLibrary.getInstance(library.toString())
                    .getFunction(USES_ONEDNN)
                    .invoke(Byte.class, new Object[0]);
            return (Byte) answer != 0;
        } catch (IOException | UnsatisfiedLinkError e) {
            LOG.warn(
                    "Cannot find out whether TensorFlow computes with oneDNN; assuming that it does not: {}",
                    e.toString());
            return false;
        }
    }

    /**
     * Returns the configuration of a model's session. Graphs of sequences run unchanged: rewriting them before their
     * first call, which is TensorFlow's default, took seconds and gigabytes for each signature of the shipped
     * explainers, and made no call faster. Graphs of images are long chains of convolutions: with the operations after
     * a convolution fused into it, a batch took 0.73 of the time, and in bfloat16 0.38.
     *
     * @param threads number of threads for its operations; with 1, they run only on the calling thread, which saves the
     *     handover of each operation
     * @param kind kind of the model's inputs
     * @param bfloat16 whether convolutions may multiply in bfloat16; sums stay in single precision
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

    /** Names of the graph rewriters in TensorFlow, in the order in which they run; all others are off. */
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
