package io.maskstream.trainer.evaluate;

import java.util.List;

/** Magnitude of gradient times input (Shrikumar et al. 2017). */
record GradientTimesInput() implements Attribution {

    @Override
    public String name() {
        return "gradient x input";
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        List<float[]> gradients = records.model().gradientTimesInput(records.inputs());
        for (float[] row : gradients) {
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.abs(row[i]);
            }
        }
        return gradients;
    }
}
