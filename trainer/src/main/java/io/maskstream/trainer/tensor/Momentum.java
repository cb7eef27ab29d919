package io.maskstream.trainer.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.train.ApplyMomentum;
import org.tensorflow.types.TFloat32;

/** Stochastic gradient descent with Nesterov's momentum (Sutskever et al. 2013), and weight decay in the gradient. */
public final class Momentum implements Optimizer {

    private static final float MOMENTUM = 0.9f;

    private final Graph graph;
    private final Ops tf;
    private final Map<String, ? extends Operand<TFloat32>> weights;
    private final Operand<TFloat32> learningRate;
    private final float weightDecay;
    private final List<Variable<TFloat32>> moments = new ArrayList<>();
    private final List<Op> initializers = new ArrayList<>();

    /**
     * Creates the variables of the momentum.
     *
     * @param weights trainable variables by name
     * @param learningRate a scalar, usually a placeholder
     * @param weightDecay factor of the kernel that is added to its gradient; biases and normalisation weights do not
     *     decay
     */
    public Momentum(
            Ops tf,
            Map<String, ? extends Operand<TFloat32>> weights,
            Operand<TFloat32> learningRate,
            double weightDecay) {
        this.graph = (Graph) tf.scope().env();
        this.tf = tf;
        this.weights = weights;
        this.learningRate = learningRate;
        this.weightDecay = (float) weightDecay;
        weights.forEach((name, weight) -> {
            Variable<TFloat32> moment = tf.withName("momentum." + name).variable(weight.shape(), TFloat32.class);
            initializers.add(
                    tf.assign(moment, tf.fill(tf.constant(weight.shape().asArray()), tf.constant(0f))));
            moments.add(moment);
        });
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
        List<Op> updates = new ArrayList<>(alongside);
        int i = 0;
        for (Map.Entry<String, ? extends Operand<TFloat32>> weight : weights.entrySet()) {
            Operand<TFloat32> gradient = gradients[i].expect(TFloat32.class);
            if (weightDecay > 0 && weight.getKey().endsWith(".kernel")) {
                gradient = tf.math.add(gradient, tf.math.mul(weight.getValue(), tf.constant(weightDecay)));
            }
            updates.add(tf.train.applyMomentum(
                    weight.getValue(),
                    moments.get(i),
                    learningRate,
                    gradient,
                    tf.constant(MOMENTUM),
                    ApplyMomentum.useNesterov(true)));
            i++;
        }
        return tf.withControlDependencies(updates).noOp();
    }
}
