package io.maskstream.trainer.train;

import io.maskstream.schemas.input.InputTensor;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.SequenceGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A training step for batches of one length: the placeholders to feed, the operation to run and the values to report.
 *
 * @param tensor input tensor of the graph
 * @param input placeholder of the input tensor
 * @param targets placeholder, float32 [batch]
 * @param learningRate placeholder, float32 scalar
 * @param dropoutSeed placeholder, int64 [2]
 * @param update operation that changes the weights
 * @param reported scalars to report, by name; the first is the loss
 */
public record TrainingStep(
        InputTensor tensor,
        Operand<?> input,
        Operand<TFloat32> targets,
        Operand<TFloat32> learningRate,
        Operand<TInt64> dropoutSeed,
        Op update,
        Map<String, Operand<TFloat32>> reported) {

    public TrainingStep {
        reported = new LinkedHashMap<>(reported);
    }

    /**
     * Runs the step.
     *
     * @param seed seed of the training run
     * @param step number of this step; seed and step determine the dropout
     * @return the reported scalars, in order
     */
    float[] run(Session session, Batch batch, float rate, long seed, long step) {
        Session.Runner runner = session.runner();
        try (RawTensor inputs = SequenceGraph.tensor(tensor, batch.inputs(), batch.length());
                TFloat32 targetTensor = TFloat32.vectorOf(batch.targets());
                TFloat32 rateTensor = TFloat32.scalarOf(rate);
                TInt64 seedTensor = TInt64.vectorOf(seed, step)) {
            runner.feed(input, inputs)
                    .feed(targets, targetTensor)
                    .feed(learningRate, rateTensor)
                    .feed(dropoutSeed, seedTensor)
                    .addTarget(update);
            reported.values().forEach(runner::fetch);
            try (Result result = runner.run()) {
                float[] values = new float[reported.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = ((TFloat32) result.get(i)).getFloat();
                }
                return values;
            }
        }
    }
}
