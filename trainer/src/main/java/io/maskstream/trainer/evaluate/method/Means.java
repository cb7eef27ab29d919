package io.maskstream.trainer.evaluate.method;

import java.util.List;

/** Means of scores over several passes. */
final class Means {

    private Means() {}

    /** Adds the scores of one pass, divided by the number of passes. */
    static void add(List<float[]> means, List<float[]> pass, int passes) {
        for (int record = 0; record < means.size(); record++) {
            float[] mean = means.get(record);
            float[] one = pass.get(record);
            for (int region = 0; region < mean.length; region++) {
                mean[region] += one[region] / passes;
            }
        }
    }
}
