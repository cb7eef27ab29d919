package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Adds an input of the form that the streamer uses, and derives the model's own inputs from it. */
final class InputForm {

    /** Name of the placeholder: int32 [batch, length], or uint8 [batch, height, width, channels]. */
    static final String INPUT = "maskstream_input";

    /** Name of the image in the range that the model takes: float32 [batch, height, width, channels]. */
    static final String PIXELS = "maskstream_pixels";

    /** Scope of the added nodes, so that their names do not clash with those of the model. */
    private static final String SCOPE = "maskstream_front";

    private final GraphDef graph;
    private final InputSearch.Inputs inputs;

    /**
     * Creates inputs for a graph.
     *
     * @param inputs of the graph
     */
    InputForm(GraphDef graph, InputSearch.Inputs inputs) {
        this.graph = graph;
        this.inputs = inputs;
    }

    /**
     * Returns the graph with token ids as its input.
     *
     * @param padding the id that pads a sequence
     */
    GraphDef ids(int length, int padding) {
        try (Graph front = new Graph()) {
            Ops tf = Ops.create(front);
            Placeholder<TInt32> ids =
                    tf.withName(INPUT).placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length)));
            passOn(tf, ids, inputs.explained());
            for (InputSearch.Made made : inputs.made()) {
                Ops scope = tf.withSubScope(SCOPE + "_made_" + made.port().key());
                Operand<TInt32> zeros = scope.zerosLike(ids);
                switch (made.companion()) {
                    case ATTENTION_MASK ->
                        passOn(
                                tf,
                                scope.dtypes.cast(scope.math.notEqual(ids, scope.constant(padding)), TInt32.class),
                                made.port());
                    case ZEROS -> passOn(tf, zeros, made.port());
                    case POSITIONS ->
                        passOn(
                                tf,
                                scope.math.add(
                                        zeros,
                                        scope.range(scope.constant(0), scope.constant(length), scope.constant(1))),
                                made.port());
                    case FALSE -> passOn(tf, made.port());
                }
            }
            return joined(front);
        }
    }

    /** Returns the graph with the samples of images as its input. */
    GraphDef pictures(int height, int width, int channels, PixelRange range) {
        try (Graph front = new Graph()) {
            Ops tf = Ops.create(front);
            Placeholder<TUint8> samples = tf.withName(INPUT)
                    .placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, height, width, channels)));
            Ops scope = tf.withSubScope(SCOPE);
            Operand<TFloat32> pixels = scope.dtypes.cast(samples, TFloat32.class);
            if (range != PixelRange.BYTES) {
                pixels = scope.math.mul(pixels, scope.constant(range.scale()));
            }
            if (range.offset() != 0) {
                pixels = scope.math.add(pixels, scope.constant(range.offset()));
            }
            Operand<TFloat32> ready = tf.withName(PIXELS).identity(pixels);
            Port port = inputs.explained();
            // Greyscale images without a dimension for their single channel.
            boolean isFlat = port.shape() != null && port.shape().size() == 3;
            passOn(tf, isFlat ? scope.reshape(ready, scope.constant(new int[] {-1, height, width})) : ready, port);
            for (InputSearch.Made made : inputs.made()) {
                if (made.companion() != InputSearch.Companion.FALSE) {
                    throw new IllegalArgumentException("it takes another input besides the image: '"
                            + made.port().key() + "'");
                }
                passOn(tf, made.port());
            }
            return joined(front);
        }
    }

    private static void passOn(Ops tf, Port flag) {
        tf.withName(GraphDefs.nodeOf(flag.tensor()))
                .identity(tf.withSubScope(SCOPE + "_" + flag.key()).constant(false));
    }

    /** Adds the values under the name and in the type of the model's own placeholder. */
    private static void passOn(Ops tf, Operand<? extends TNumber> values, Port port) {
        tf.withName(GraphDefs.nodeOf(port.tensor())).identity(cast(tf, values, port));
    }

    private static Operand<? extends TType> cast(Ops tf, Operand<? extends TNumber> values, Port port) {
        Class<? extends TType> type =
                switch (port.dtype()) {
                    case DT_INT32 -> TInt32.class;
                    case DT_INT64 -> TInt64.class;
                    case DT_FLOAT -> TFloat32.class;
                    case DT_DOUBLE -> TFloat64.class;
                    case DT_HALF -> TFloat16.class;
                    case DT_BFLOAT16 -> TBfloat16.class;
                    case DT_UINT8 -> TUint8.class;
                    case DT_BOOL -> TBool.class;
                    default ->
                        throw new IllegalArgumentException("its input '" + port.key() + "' is of the type "
                                + name(port.dtype()) + ", which is not supported");
                };
        return values.type() == type
                ? values
                : tf.withSubScope(SCOPE + "_" + port.key()).dtypes.cast(values, type);
    }

    /** The name of a type in Python, such as {@code int64}. */
    static String name(DataType type) {
        String name = type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "float" -> "float32";
            case "double" -> "float64";
            case "half" -> "float16";
            default -> name;
        };
    }

    private GraphDef joined(Graph front) {
        Set<String> replaced = new HashSet<>();
        replaced.add(GraphDefs.nodeOf(inputs.explained().tensor()));
        List<Port> made = new ArrayList<>();
        inputs.made().forEach(input -> made.add(input.port()));
        made.forEach(port -> replaced.add(GraphDefs.nodeOf(port.tensor())));
        GraphDef.Builder whole =
                graph.toBuilder().clearNode().addAllNode(front.toGraphDef().getNodeList());
        graph.getNodeList().stream()
                .filter(node -> !replaced.contains(node.getName()))
                .forEach(whole::addNode);
        return whole.build();
    }
}
