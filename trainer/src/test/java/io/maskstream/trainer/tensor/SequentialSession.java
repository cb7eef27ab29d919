package io.maskstream.trainer.tensor;

import org.tensorflow.proto.ConfigProto;

/**
 * Settings for a session that runs one operation after the other, so that results are bitwise reproducible. Otherwise
 * TensorFlow sums several tensors in the order in which their memory becomes free.
 */
public final class SequentialSession {

    public static final ConfigProto CONFIG = ComputeDevice.CPU.session().toBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(-1)
            .build();

    private SequentialSession() {}
}
