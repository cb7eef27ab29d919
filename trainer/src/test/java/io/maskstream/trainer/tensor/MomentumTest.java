package io.maskstream.trainer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class MomentumTest {

    /** The loss is half the sum of the squared weights, so the gradient of each weight is the weight itself. */
    @Test
    void stepsAsNesterovsFormulaSays() {
        double kernel = 2;
        double bias = 2;
        double kernelMoment = 0;
        double biasMoment = 0;
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 1);
            Variable<TFloat32> kernelVariable = weights.constant("a.kernel", kernel, 1);
            Variable<TFloat32> biasVariable = weights.constant("a.bias", bias, 1);
            Momentum momentum = new Momentum(
                    tf, Map.of("a.kernel", kernelVariable, "a.bias", biasVariable), tf.constant(0.1f), 0.5);
            Op step =
                    momentum.minimize(tf.math.add(tf.nn.l2Loss(kernelVariable), tf.nn.l2Loss(biasVariable)), List.of());
            try (Session session = new Session(graph)) {
                Session.Runner start = session.runner();
                weights.initializers().forEach(start::addTarget);
                momentum.initializers().forEach(start::addTarget);
                start.run().close();
                for (int i = 0; i < 5; i++) {
                    session.runner().addTarget(step).run().close();
                    double kernelGradient = kernel + 0.5 * kernel;
                    kernelMoment = 0.9 * kernelMoment + kernelGradient;
                    kernel -= 0.1 * (kernelGradient + 0.9 * kernelMoment);
                    double biasGradient = bias;
                    biasMoment = 0.9 * biasMoment + biasGradient;
                    bias -= 0.1 * (biasGradient + 0.9 * biasMoment);
                    try (Result result = session.runner()
                            .fetch(kernelVariable)
                            .fetch(biasVariable)
                            .run()) {
                        assertThat(((TFloat32) result.get(0)).getFloat(0)).isCloseTo((float) kernel, within(1e-5f));
                        assertThat(((TFloat32) result.get(1)).getFloat(0)).isCloseTo((float) bias, within(1e-5f));
                    }
                }
            }
        }
    }
}
