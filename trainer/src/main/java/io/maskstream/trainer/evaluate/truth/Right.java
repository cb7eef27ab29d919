package io.maskstream.trainer.evaluate.truth;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.stream.IntStream;

/** Records that the model classifies correctly: for the others, the decisive parts are unknown. */
final class Right {

    private Right() {}

    /** Returns the indices of these records. */
    static List<Integer> of(ExplainedRecords records) {
        int[] predicted = records.predictedClasses();
        float[] targets = records.targets();
        return IntStream.range(0, predicted.length)
                .filter(i -> predicted[i] == targets[i])
                .boxed()
                .toList();
    }
}
