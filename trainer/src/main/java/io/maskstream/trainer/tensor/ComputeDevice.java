package io.maskstream.trainer.tensor;

import io.maskstream.schemas.hardware.Processor;
import io.maskstream.schemas.input.InputKind;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** The device that a training run computes on. */
public enum ComputeDevice {
    CPU,
    GPU;

    /** The devices that a user can ask for. */
    public enum Choice {
        AUTO,
        CPU,
        GPU
    }

    /**
     * Returns the requested device; {@code AUTO} selects a GPU if TensorFlow sees one.
     *
     * @throws IllegalStateException if a GPU was requested and there is none; the message says what to do
     */
    public static ComputeDevice take(Choice choice) {
        if (choice == Choice.CPU) {
            return CPU;
        }
        boolean gpu = devices().stream().anyMatch(name -> name.contains(":GPU:"));
        if (choice == Choice.GPU && !gpu) {
            throw new IllegalStateException("TensorFlow " + TensorFlow.version()
                    + " sees no GPU here: build with 'mvn -Pgpu package' on a machine with an NVIDIA driver,"
                    + " or use --device cpu.");
        }
        return gpu ? GPU : CPU;
    }

    /** Returns the settings for a session on this device. */
    public ConfigProto session() {
        return switch (this) {
            case CPU -> ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();
            // Without memory growth TensorFlow allocates all of the GPU's memory at the start.
            case GPU ->
                ConfigProto.newBuilder()
                        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                        .setAllowSoftPlacement(true)
                        .build();
        };
    }

    /**
     * Returns the settings for a session whose work is mostly recurrent layers: many small matrix products, one after
     * the other. On the CPU each product runs on one core, and the two directions run in parallel. A training step of
     * the sentiment model on 64 reviews of 250 words took 0.60 s on 2 cores instead of 0.70 s. SMILES2vec, which has
     * convolutions, was slower by a fifth.
     */
    public ConfigProto recurrentSession() {
        return this == CPU
                ? session().toBuilder()
                        .setIntraOpParallelismThreads(1)
                        .setInterOpParallelismThreads(Runtime.getRuntime().availableProcessors())
                        .build()
                : session();
    }

    /**
     * Returns the settings for a session over sequences: TensorFlow's graph optimizer is off. By default it rewrites a
     * graph before its first call. With unrolled recurrent layers this takes minutes and gigabytes for every set of
     * fetched tensors, and makes no call faster. With the optimizer, a fit to the sentiment model with its seven
     * lengths took 20 GB of memory; without it, it takes 6 GB at the same speed.
     */
    public ConfigProto sequenceSession() {
        return session().toBuilder()
                .setGraphOptions(GraphOptions.newBuilder()
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    /**
     * Returns the settings for a session whose work is mostly convolutions. If the processor multiplies in bfloat16,
     * TensorFlow uses it where it considers that safe; sums, statistics and weights stay in single precision. On other
     * processors bfloat16 stays off.
     */
    public ConfigProto convolutionSession() {
        if (this != CPU || !Processor.multipliesInBfloat16()) {
            return session();
        }
        return session().toBuilder()
                .setGraphOptions(GraphOptions.newBuilder()
                        .setRewriteOptions(RewriterConfig.newBuilder()
                                .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON)))
                .build();
    }

    /**
     * Returns the settings for a model of a kind of input: convolutions for images, sequences for texts and molecules.
     */
    public ConfigProto session(InputKind kind) {
        return kind == InputKind.IMAGE ? convolutionSession() : sequenceSession();
    }

    /** Returns device names such as {@code /job:localhost/replica:0/task:0/device:GPU:0}. */
    @SuppressWarnings("try") // The scope frees what is allocated within it.
    private static List<String> devices() {
        CudaLibraries.load();
        TensorFlow.version(); // loads TensorFlow's native library, which looks for CUDA
        try (PointerScope scope = new PointerScope()) {
            TF_Status status = TF_Status.newStatus();
            TF_Graph graph = TF_Graph.newGraph();
            TF_Session session = TF_Session.newSession(graph, TF_SessionOptions.newSessionOptions(), status);
            status.throwExceptionIfNotOK();
            TF_DeviceList list = org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices(session, status);
            status.throwExceptionIfNotOK();
            List<String> names = new ArrayList<>();
            int count = org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount(list);
            for (int i = 0; i < count; i++) {
                names.add(org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName(list, i, status)
                        .getString());
            }
            org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList(list);
            return names;
        }
    }
}
