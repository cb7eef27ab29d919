package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Converts images whose pixels are packed into one number each, {@code 0xAARRGGBB}, inside a graph. */
public final class ArgbPixels {

    private static final int RED_SHIFT = 16;

    private ArgbPixels() {}

    /**
     * Unpacks the red, green and blue channels of pixels.
     *
     * @param argb [batch, pixels]
     * @return [batch, pixels, 3], in [0,255]
     */
    public static Operand<TFloat32> channels(Ops tf, Operand<TInt32> argb) {
        List<Operand<TFloat32>> channels = new ArrayList<>();
        for (int shift = RED_SHIFT; shift >= 0; shift -= 8) {
            Operand<TInt32> shifted = tf.bitwise.rightShift(argb, tf.constant(shift));
            channels.add(tf.dtypes.cast(tf.bitwise.bitwiseAnd(shifted, tf.constant(0xFF)), TFloat32.class));
        }
        return tf.stack(channels, Stack.axis(2L));
    }

    /**
     * Turns a graph that takes float32 images [batch, height, width, 3] in [0,255] into one that takes ARGB pixels.
     *
     * @param images name of the placeholder for the float32 images
     * @param argb name of the new placeholder, int32 [batch, height * width]
     */
    public static GraphDef before(GraphDef graph, String images, String argb, int width, int height) {
        try (Graph made = new Graph()) {
            Ops tf = Ops.create(made);
            Placeholder<TInt32> pixels =
                    tf.withName(argb).placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, (long) width * height)));
            Operand<TFloat32> channels = channels(tf.withSubScope(argb + "_channels"), pixels);
            tf.withName(GraphDefs.nodeOf(images))
                    .identity(tf.withName(argb + "_images")
                            .reshape(
                                    channels, tf.withName(argb + "_shape").constant(new int[] {-1, height, width, 3})));
            GraphDef.Builder whole =
                    graph.toBuilder().clearNode().addAllNode(made.toGraphDef().getNodeList());
            graph.getNodeList().stream()
                    .filter(node -> !node.getName().equals(GraphDefs.nodeOf(images)))
                    .forEach(whole::addNode);
            return whole.build();
        }
    }
}
