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

/** Where a training computes. */
public enum ComputeDevice {
    CPU,
    GPU;

    /** What a user can ask for. */
    public enum Choice {
        AUTO,
        CPU,
        GPU
    }

    /**
     * Takes the device that was asked for; {@code AUTO} is a GPU where TensorFlow sees one.
     *
     * @throws IllegalStateException if a GPU was asked for and there is none; says what to do
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

    /** Settings for a session on this device. */
    public ConfigProto session() {
        return switch (this) {
            case CPU -> ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();
            // Without growth TensorFlow takes all of the GPU's memory at the start.
            case GPU ->
                ConfigProto.newBuilder()
                        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                        .setAllowSoftPlacement(true)
                        .build();
        };
    }

    /**
     * Settings for a session that does little but step through recurrent layers: many small products, one after the other.
     * On the CPU each of them runs on one core, and the two directions run side by side. A training step of the sentiment
     * model on 64 reviews of 250 words took 0.60 s on 2 cores, in place of 0.70 s; SMILES2vec, which has convolutions, was
     * slower by a fifth.
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
     * Settings for a session along sequences: graphs run as they are. Rewriting them before their first call, as TensorFlow
     * does by default, takes minutes and gigabytes where recurrent layers are unrolled, for every set of tensors that is asked
     * for, and makes no call faster. A fit to the sentiment model, with its seven lengths, took 20 GB of memory so, and takes 6
     * without, at the same speed.
     */
    public ConfigProto sequenceSession() {
        return session().toBuilder()
                .setGraphOptions(GraphOptions.newBuilder()
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    /**
     * Settings for a session that is mostly convolutions: where the processor multiplies in bfloat16, TensorFlow does so
     * where it deems it safe; sums, statistics and weights stay in single precision. Other processors are spared it.
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

    /** Settings for a session with a model of a kind of record: mostly convolutions over pictures, or steps along a sequence. */
    public ConfigProto session(InputKind kind) {
        return kind == InputKind.IMAGE ? convolutionSession() : sequenceSession();
    }

    /** Names such as {@code /job:localhost/replica:0/task:0/device:GPU:0}. */
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
