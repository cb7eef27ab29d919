package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/**
 * Scores tokens by their position only.
 *
 * @param last whether the last tokens have the highest scores rather than the first ones
 */
public record PositionOrder(boolean last) implements Attribution {

    @Override
    public String name() {
        return last ? "last tokens" : "first tokens";
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        return records.perRecord((record, parts) -> {
            float[] scores = new float[parts];
            for (int i = 0; i < parts; i++) {
                scores[i] = last ? i : -i;
            }
            return scores;
        });
    }
}
