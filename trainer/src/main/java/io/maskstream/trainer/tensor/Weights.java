package io.maskstream.trainer.tensor;

import io.maskstream.schemas.artifact.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * The variables of a network by name. A second request for a name returns the same variable, so copies of a network for
 * several lengths, or for training and serving, share their weights.
 */
public final class Weights {

    private final Ops tf;
    private final long seed;
    private final Map<String, TensorProto> start;
    private final Map<String, Variable<TFloat32>> trainable = new LinkedHashMap<>();
    private final Map<String, Variable<TFloat32>> state = new LinkedHashMap<>();
    private final List<Op> initializers = new ArrayList<>();

    /**
     * Creates an empty set.
     *
     * @param tf operations of the graph that the variables are added to
     * @param seed seed of the initial values; each variable draws from the seed and its name
     */
    public Weights(Ops tf, long seed) {
        this(tf, seed, Map.of());
    }

    /**
     * Creates an empty set in which some variables will start from the values of another network.
     *
     * @param seed seed of the initial values of the other variables
     * @param start initial values by name; names that this network does not have are ignored
     */
    public Weights(Ops tf, long seed, Map<String, TensorProto> start) {
        this.tf = tf;
        this.seed = seed;
        this.start = start;
    }

    /** Returns the values of the weights by name, from a graph of constants that this trainer wrote. */
    public static Map<String, TensorProto> values(GraphDef graph) {
        Map<String, TensorProto> values = new TreeMap<>();
        for (NodeDef node : graph.getNodeList()) {
            // Only the trainer's weights have a dot in their names; TensorFlow chooses the names of other constants.
            if (node.getOp().equals("Const") && node.getName().contains(".")) {
                values.put(node.getName(), node.getAttrOrThrow("value").getTensor());
            }
        }
        return values;
    }

    /** Returns the SHA-256 of values and their names, in hex. */
    public static String digest(Map<String, TensorProto> values) {
        MessageDigest sha256 = Digests.sha256Digest();
        new TreeMap<>(values).forEach((name, value) -> {
            sha256.update(name.getBytes(StandardCharsets.UTF_8));
            sha256.update(value.toByteArray());
        });
        return HexFormat.of().formatHex(sha256.digest());
    }

    /**
     * Returns a weight that starts from a truncated normal distribution around 0.
     *
     * @param deviation standard deviation before truncation at two deviations
     */
    public Variable<TFloat32> normal(String name, double deviation, long... shape) {
        Variable<TFloat32> known = trainable.get(name);
        if (known != null) {
            return known;
        }
        Operand<TFloat32> values = tf.random.statelessTruncatedNormal(
                tf.constant(shape), tf.constant(new long[] {seed, name.hashCode()}), TFloat32.class);
        return add(trainable, name, tf.math.mul(values, tf.constant((float) deviation)), shape);
    }

    /** Returns a weight whose elements all start at the same value. */
    public Variable<TFloat32> constant(String name, double value, long... shape) {
        Variable<TFloat32> known = trainable.get(name);
        return known != null ? known : add(trainable, name, filled(value, shape), shape);
    }

    /** Returns a weight that starts from given values in row-major order. */
    public Variable<TFloat32> given(String name, float[] values, long... shape) {
        Variable<TFloat32> known = trainable.get(name);
        return known != null
                ? known
                : add(trainable, name, tf.constant(Shape.of(shape), DataBuffers.of(values)), shape);
    }

    /** Returns a variable that no gradient changes, such as a moving average. */
    public Variable<TFloat32> state(String name, double value, long... shape) {
        Variable<TFloat32> known = state.get(name);
        return known != null ? known : add(state, name, filled(value, shape), shape);
    }

    /** Returns the variables that gradients change, by name, in order of creation. */
    public Map<String, Variable<TFloat32>> trainable() {
        return Collections.unmodifiableMap(trainable);
    }

    /** Returns the variables that no gradient changes, by name, in order of creation. */
    public Map<String, Variable<TFloat32>> state() {
        return Collections.unmodifiableMap(state);
    }

    /** Returns the operations that initialise the variables. */
    public List<Op> initializers() {
        return Collections.unmodifiableList(initializers);
    }

    private Operand<TFloat32> filled(double value, long... shape) {
        return tf.fill(tf.constant(shape), tf.constant((float) value));
    }

    private Operand<TFloat32> constant(String name, TensorProto value, long... shape) {
        long[] given = value.getTensorShape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray();
        if (!Arrays.equals(given, shape)) {
            throw new IllegalArgumentException("the network to start from has " + name + " with the shape "
                    + Arrays.toString(given) + ", but this network needs " + Arrays.toString(shape));
        }
        return tf.constant(Shape.of(shape), DataBuffers.of(TensorProtos.floats(value)));
    }

    private Variable<TFloat32> add(
            Map<String, Variable<TFloat32>> kind, String name, Operand<TFloat32> initial, long... shape) {
        Variable<TFloat32> variable = tf.withName(name).variable(Shape.of(shape), TFloat32.class);
        TensorProto given = start.get(name);
        initializers.add(tf.assign(variable, given == null ? initial : constant(name, given, shape)));
        kind.put(name, variable);
        return variable;
    }
}
