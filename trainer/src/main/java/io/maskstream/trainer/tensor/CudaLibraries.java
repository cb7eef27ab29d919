package io.maskstream.trainer.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * CUDA and cuDNN out of the jar that the Maven profile {@code gpu} brings. TensorFlow opens them by name, and takes those
 * that the process has loaded already.
 */
final class CudaLibraries {

    private static final String FOLDER = "/org/bytedeco/cuda/linux-x86_64/";

    /** What TensorFlow needs; each after those that it needs itself. */
    private static final List<String> NAMES = List.of(
            "libcudart.so.12",
            "libnvJitLink.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcufft.so.11",
            "libcusparse.so.12",
            "libcusolver.so.11",
            "libcudnn.so.8",
            "libcudnn_ops_infer.so.8",
            "libcudnn_cnn_infer.so.8",
            "libcudnn_ops_train.so.8",
            "libcudnn_cnn_train.so.8");

    private CudaLibraries() {}

    /** Loads them; does nothing where the jar is not on the class path. */
    static void load() {
        for (String name : NAMES) {
            URL packed = CudaLibraries.class.getResource(FOLDER + name);
            if (packed != null) {
                try {
                    System.load(Loader.cacheResource(packed).getAbsolutePath());
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot unpack " + name, e);
                }
            }
        }
    }
}
