package io.maskstream.streamer.engine;

import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.global.tensorflow;

/** The native library that DJL's TensorFlow engine runs on. */
final class TensorFlowLibrary {

    private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

    private TensorFlowLibrary() {}

    /**
     * Unpacks the library from the class path and tells DJL where it lies. To be called before DJL's engine is first
     * used: it would otherwise try to download one.
     *
     * @throws EngineException if there is none for this machine
     */
    static synchronized void load() {
        setUnlessSet("ai.djl.offline", "true");
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

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
