package io.maskstream.trainer.evaluate.truth;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.stream.IntStream;

/** Records whose class the model tells: of the others it is not known what has decided. */
final class Right {

    private Right() {}

    /** Their indices. */
    static List<Integer> of(ExplainedRecords records) {
        int[] predicted = records.predictedClasses();
        float[] targets = records.targets();
        return IntStream.range(0, predicted.length)
                .filter(i -> predicted[i] == targets[i])
                .boxed()
                .toList();
    }
}
