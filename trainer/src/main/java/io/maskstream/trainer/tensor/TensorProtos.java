package io.maskstream.trainer.tensor;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;
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

    /** A scalar of int32, int64 or truth values. */
    public static TensorProto scalar(DataType type, long value) {
        TensorProto.Builder scalar =
                TensorProto.newBuilder().setDtype(type).setTensorShape(TensorShapeProto.getDefaultInstance());
        return switch (type) {
            case DT_BOOL -> scalar.addBoolVal(value != 0).build();
            case DT_INT64 -> scalar.addInt64Val(value).build();
            default -> scalar.addIntVal((int) value).build();
        };
    }

    /** The first value of a tensor of int32, int64 or truth values (0 and 1); empty for another type. */
    public static OptionalLong wholeNumber(TensorProto tensor) {
        long[] values = wholeNumbers(tensor);
        return values.length == 0 ? OptionalLong.empty() : OptionalLong.of(values[0]);
    }

    /**
     * The values of a tensor of int32, int64 or truth values (0 and 1); none for another type. A value that stands for
     * all is given once.
     */
    public static long[] wholeNumbers(TensorProto tensor) {
        ByteBuffer content = tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.nativeOrder());
        boolean packed = content.hasRemaining();
        return switch (tensor.getDtype()) {
            case DT_INT32 ->
                packed
                        ? IntStream.range(0, content.remaining() / Integer.BYTES)
                                .mapToLong(i -> content.getInt(i * Integer.BYTES))
                                .toArray()
                        : orZero(tensor.getIntValList().stream().mapToLong(Integer::longValue));
            case DT_INT64 ->
                packed
                        ? IntStream.range(0, content.remaining() / Long.BYTES)
                                .mapToLong(i -> content.getLong(i * Long.BYTES))
                                .toArray()
                        : orZero(tensor.getInt64ValList().stream().mapToLong(Long::longValue));
            case DT_BOOL ->
                packed
                        ? IntStream.range(0, content.remaining())
                                .mapToLong(i -> content.get(i))
                                .toArray()
                        : orZero(tensor.getBoolValList().stream().mapToLong(value -> value ? 1 : 0));
            default -> new long[0];
        };
    }

    /** A tensor without values is one of zeros. */
    private static long[] orZero(LongStream values) {
        long[] given = values.toArray();
        return given.length == 0 ? new long[1] : given;
    }

    /** The values of a float32 tensor, as {@link #of} writes it. */
    static float[] floats(TensorProto tensor) {
        FloatBuffer values = buffer(tensor);
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return floats;
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
