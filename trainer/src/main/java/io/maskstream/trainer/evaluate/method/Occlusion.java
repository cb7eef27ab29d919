package io.maskstream.trainer.evaluate.method;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Occlusion: how much the prediction falls when a region is masked (Zeiler and Fergus 2014). */
public record Occlusion() implements Attribution {

    public static final String NAME = "occlusion";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        Regions regions = records.regions();
        int[] classes = records.predictedClasses();
        return records.perRecord((record, count) -> {
            EncodedInput input = records.inputs().get(record);
            List<float[]> without = new ArrayList<>(count);
            for (int region = 0; region < count; region++) {
                float[] kept = new float[count];
                Arrays.fill(kept, 1f);
                kept[region] = 0;
                without.add(regions.expanded(kept, records.model().parts(input)));
            }
            float[][] occluded = records.model().maskedPredictions(Collections.nCopies(count, input), without);
            float whole = records.predictions()[record][classes[record]];
            float[] scores = new float[count];
            for (int region = 0; region < count; region++) {
                scores[region] = whole - occluded[region][classes[record]];
            }
            return scores;
        });
    }
}
