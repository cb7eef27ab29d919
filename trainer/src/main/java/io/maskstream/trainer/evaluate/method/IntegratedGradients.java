package io.maskstream.trainer.evaluate.method;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.GradientGraph.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Integrated gradients (Sundararajan et al. 2017) along the straight path from the fully masked record to the record,
 * by the midpoint rule. They add up to the difference of the two predictions, up to the error of the rule.
 *
 * @param steps number of steps along the path
 */
public record IntegratedGradients(int steps) implements Attribution {

    /** Usual number of steps; the authors find 20 to 300 sufficient. */
    public static final int STEPS = 50;

    @Override
    public String name() {
        return "integrated gradients";
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        ExplainedModel model = records.model();
        int[] predicted = records.predictedClasses();
        return records.perRecord((record, regions) -> {
            List<EncodedInput> same =
                    Collections.nCopies(steps, records.inputs().get(record));
            List<float[]> path = new ArrayList<>(steps);
            for (int step = 0; step < steps; step++) {
                path.addAll(model.constant(same.subList(step, step + 1), (step + 0.5f) / steps));
            }
            int[] classes = new int[steps];
            Arrays.fill(classes, predicted[record]);
            float[] mean = new float[regions];
            for (float[] gradient : model.maskGradients(same, path, classes, Target.PROBABILITY)) {
                Means.add(List.of(mean), List.of(records.regions().summed(gradient)), steps);
            }
            return mean;
        });
    }
}
