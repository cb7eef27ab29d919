package io.maskstream.trainer.tensor;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat16;

/** Tensors as they stand in graphs. */
public final class TensorProtos {

    private TensorProtos() {}

    /** A numeric tensor's bytes with its type and shape. */
    public static TensorProto of(Tensor tensor) {
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

    /** The values of a float32 tensor, as {@link #of} writes it. */
    static float[] floats(TensorProto tensor) {
        FloatBuffer values = buffer(tensor);
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return floats;
    }

    /**
     * A float32 tensor, as {@link #of} writes it, between two of one shape.
     *
     * @param share of the second, in [0,1]
     */
    static TensorProto between(TensorProto first, TensorProto second, double share) {
        FloatBuffer ones = buffer(first);
        FloatBuffer others = buffer(second);
        ByteBuffer content = ByteBuffer.allocate(Float.BYTES * ones.remaining()).order(ByteOrder.nativeOrder());
        while (ones.hasRemaining()) {
            content.putFloat((float) ((1 - share) * ones.get() + share * others.get()));
        }
        return first.toBuilder()
                .setTensorContent(ByteString.copyFrom(content.flip()))
                .build();
    }

    private static FloatBuffer buffer(TensorProto tensor) {
        return tensor.getTensorContent()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** A float32 tensor, as {@link #of} writes it, rounded to half precision. */
    static TensorProto inHalfPrecision(TensorProto tensor) {
        FloatBuffer values = buffer(tensor);
        try (TFloat16 rounded = TFloat16.tensorOf(Shape.of(values.remaining()))) {
            for (int i = 0; i < values.limit(); i++) {
                rounded.setFloat(values.get(i), i);
            }
            return of(rounded).toBuilder()
                    .setTensorShape(tensor.getTensorShape())
                    .build();
        }
    }
}
