package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.Random;

/** Random scores: the baseline that every other order must exceed. */
public record RandomOrder(long seed) implements Attribution {

    public static final String NAME = "random";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        Random random = new Random(seed);
        return records.perRecord((record, parts) -> {
            float[] scores = new float[parts];
            for (int i = 0; i < parts; i++) {
                scores[i] = random.nextFloat();
            }
            return scores;
        });
    }
}
