package io.maskstream.trainer.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * Loads CUDA and cuDNN from the jar that the Maven profile {@code gpu} adds. TensorFlow opens the libraries by name and
 * uses those that the process has already loaded.
 */
final class CudaLibraries {

    private static final String FOLDER = "/org/bytedeco/cuda/linux-x86_64/";

    /** The libraries that TensorFlow needs, each after its own dependencies. */
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

    /** Loads the libraries; does nothing if the jar is not on the class path. */
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
