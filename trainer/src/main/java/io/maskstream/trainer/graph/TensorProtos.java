package io.maskstream.trainer.graph;

import com.google.protobuf.ByteString;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Tensors as they stand in graphs. */
final class TensorProtos {

    private TensorProtos() {}

    /** A numeric tensor's bytes with its type and shape. */
    static TensorProto of(Tensor tensor) {
        ByteDataBuffer data = tensor.asRawTensor().data();
        byte[] content = new byte[Math.toIntExact(data.size())];
        data.read(content);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long size : tensor.shape().asArray()) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        return TensorProto.newBuilder()
                .setDtype(tensor.dataType())
                .setTensorShape(shape)
                .setTensorContent(ByteString.copyFrom(content))
                .build();
    }
}
