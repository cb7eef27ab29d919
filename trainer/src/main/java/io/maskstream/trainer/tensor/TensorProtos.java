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

/** Tensors as constants of graph definitions. */
public final class TensorProtos {

    private TensorProtos() {}

    /** Returns a numeric tensor's bytes with its type and shape. */
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

    /** Returns a scalar of type bool, int64 or int32. Any other type is treated as int32. */
    public static TensorProto scalar(DataType type, long value) {
        TensorProto.Builder scalar =
                TensorProto.newBuilder().setDtype(type).setTensorShape(TensorShapeProto.getDefaultInstance());
        return switch (type) {
            case DT_BOOL -> scalar.addBoolVal(value != 0).build();
            case DT_INT64 -> scalar.addInt64Val(value).build();
            default -> scalar.addIntVal((int) value).build();
        };
    }

    /** Returns the first value of a tensor of type int32, int64 or bool (0 and 1); empty for other types. */
    public static OptionalLong wholeNumber(TensorProto tensor) {
        long[] values = wholeNumbers(tensor);
        return values.length == 0 ? OptionalLong.empty() : OptionalLong.of(values[0]);
    }

    /**
     * Returns the values of a tensor of type int32, int64 or bool (0 and 1); an empty array for other types. A value
     * that the tensor stores once for all of its elements is returned once.
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

    /** A tensor that stores no values holds zeros. */
    private static long[] orZero(LongStream values) {
        long[] given = values.toArray();
        return given.length == 0 ? new long[1] : given;
    }

    /** Returns the values of a float32 tensor that {@link #of} created. */
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

    /** Returns a float32 tensor that {@link #of} created, rounded to half precision. */
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
