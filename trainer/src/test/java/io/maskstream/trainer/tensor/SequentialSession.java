package io.maskstream.trainer.tensor;

import org.tensorflow.proto.ConfigProto;

/**
 * Settings for a session that computes one operation after the other, and so the same to the last bit each time. Otherwise
 * TensorFlow adds several tensors up in the order in which their memory comes free.
 */
public final class SequentialSession {

    public static final ConfigProto CONFIG = ComputeDevice.CPU.session().toBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(-1)
            .build();

    private SequentialSession() {}
}
