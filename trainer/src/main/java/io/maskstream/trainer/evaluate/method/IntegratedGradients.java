package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.GradientGraph.Target;
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
        List<float[]> sums = records.perRecord((record, regions) -> new float[regions]);
        for (int step = 0; step < steps; step++) {
            float along = (step + 0.5f) / steps;
            Means.add(
                    sums,
                    records
                            .model()
                            .maskGradients(
                                    records.inputs(),
                                    records.model().constant(records.inputs(), along),
                                    records.predictedClasses(),
                                    Target.PROBABILITY)
                            .stream()
                            .map(records.regions()::summed)
                            .toList(),
                    steps);
        }
        return sums;
    }
}
