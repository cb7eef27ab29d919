package io.maskstream.trainer.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019) and gradients clipped by their
 * global norm.
 */
public final class Adam implements Optimizer {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-7f;

    private final Graph graph;
    private final Ops tf;
    private final Map<String, ? extends Operand<TFloat32>> weights;
    private final Operand<TFloat32> learningRate;
    private final float weightDecay;
    private final float clipNorm;
    private final List<Variable<TFloat32>> firstMoments = new ArrayList<>();
    private final List<Variable<TFloat32>> secondMoments = new ArrayList<>();
    private final Variable<TFloat32> beta1Power;
    private final Variable<TFloat32> beta2Power;
    private final List<Op> initializers = new ArrayList<>();

    /**
     * Creates the variables of the moments.
     *
     * @param weights trainable variables by name
     * @param learningRate a scalar, usually a placeholder
     * @param weightDecay share of a kernel to subtract in each step, times the learning rate; biases and normalisation
     *     weights do not decay
     * @param clipNorm largest global norm of the gradients; gradients above it are scaled down to it
     */
    public Adam(
            Ops tf,
            Map<String, ? extends Operand<TFloat32>> weights,
            Operand<TFloat32> learningRate,
            double weightDecay,
            double clipNorm) {
        this.graph = (Graph) tf.scope().env();
        this.tf = tf;
        this.weights = weights;
        this.learningRate = learningRate;
        this.weightDecay = (float) weightDecay;
        this.clipNorm = (float) clipNorm;
        weights.forEach((name, weight) -> {
            firstMoments.add(slot("adam.m." + name, 0f, weight.shape()));
            secondMoments.add(slot("adam.v." + name, 0f, weight.shape()));
        });
        beta1Power = slot("adam.beta1_power", BETA1, Shape.scalar());
        beta2Power = slot("adam.beta2_power", BETA2, Shape.scalar());
    }

    private Variable<TFloat32> slot(String name, float value, Shape shape) {
        Variable<TFloat32> slot = tf.withName(name).variable(shape, TFloat32.class);
        initializers.add(tf.assign(slot, tf.fill(tf.constant(shape.asArray()), tf.constant(value))));
        return slot;
    }

    @Override
    public List<Op> initializers() {
        return List.copyOf(initializers);
    }

    @Override
    public Op minimize(Operand<TFloat32> loss, List<Op> alongside) {
        Output<?>[] gradients = graph.addGradients(
                loss.asOutput(),
                weights.values().stream().map(Operand::asOutput).toArray(Output<?>[]::new));
        List<Operand<TFloat32>> squares = new ArrayList<>();
        for (Output<?> gradient : gradients) {
            squares.add(tf.nn.l2Loss(float32(gradient)));
        }
        Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.math.addN(squares), tf.constant(2f)));
        Operand<TFloat32> scale = tf.math.div(tf.constant(clipNorm), tf.math.maximum(norm, tf.constant(clipNorm)));
        List<Op> updates = new ArrayList<>(alongside);
        int i = 0;
        for (Map.Entry<String, ? extends Operand<TFloat32>> weight : weights.entrySet()) {
            Operand<TFloat32> gradient = tf.math.mul(float32(gradients[i]), scale);
            Op step = tf.train.applyAdam(
                    weight.getValue(),
                    firstMoments.get(i),
                    secondMoments.get(i),
                    beta1Power,
                    beta2Power,
                    learningRate,
                    tf.constant(BETA1),
                    tf.constant(BETA2),
                    tf.constant(EPSILON),
                    gradient);
            i++;
            updates.add(step);
            if (weightDecay > 0 && weight.getKey().endsWith(".kernel")) {
                Operand<TFloat32> share = tf.math.mul(learningRate, tf.constant(weightDecay));
                updates.add(tf.withControlDependencies(List.of(step))
                        .assignSub(weight.getValue(), tf.math.mul(weight.getValue(), share)));
            }
        }
        Ops afterwards = tf.withControlDependencies(updates);
        return tf.withControlDependencies(List.of(
                        afterwards.assign(beta1Power, afterwards.math.mul(beta1Power, tf.constant(BETA1))),
                        afterwards.assign(beta2Power, afterwards.math.mul(beta2Power, tf.constant(BETA2)))))
                .noOp();
    }

    @SuppressWarnings("unchecked")
    private static Operand<TFloat32> float32(Output<?> gradient) {
        return (Output<TFloat32>) gradient;
    }
}
