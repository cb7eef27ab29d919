package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.GradientGraph.Target;
import java.util.List;

/** Gradient times input (Shrikumar et al. 2017), summed over the channels of each region. */
public record GradientTimesInput() implements Attribution {

    @Override
    public String name() {
        return "gradient x input";
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        return records
                .model()
                .maskGradients(
                        records.inputs(),
                        records.model().ones(records.inputs()),
                        records.predictedClasses(),
                        Target.LOG_ODDS)
                .stream()
                .map(records.regions()::summed)
                .toList();
    }
}
