package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.GradientGraph.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * SmoothGrad (Smilkov et al. 2017), times input: the mean of the gradients at noisy copies of the record. The noise is
 * normal, is added to the tensor that the mask multiplies, and is proportional to the record's range of values.
 *
 * @param samples number of copies of each record
 * @param seed of the noise
 */
public record SmoothGrad(int samples, long seed) implements Attribution {

    /** Standard deviation of the noise as a share of the range; the authors recommend 0.1 to 0.2. */
    private static final float NOISE = 0.15f;

    @Override
    public String name() {
        return "SmoothGrad";
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        ExplainedModel model = records.model();
        Random random = new Random(seed);
        List<float[]> means = records.perRecord((record, regions) -> new float[regions]);
        List<float[]> clean = model.differences(records.inputs());
        for (int sample = 0; sample < samples; sample++) {
            List<float[]> noisy = new ArrayList<>(clean.size());
            for (int i = 0; i < clean.size(); i++) {
                noisy.add(
                        noisy(clean.get(i), model.maskableParts(records.inputs().get(i), clean.get(i).length), random));
            }
            Means.add(
                    means,
                    model.maskGradients(records.inputs(), records.predictedClasses(), Target.LOG_ODDS, noisy).stream()
                            .map(records.regions()::summed)
                            .toList(),
                    samples);
        }
        return means;
    }

    private static float[] noisy(float[] values, int[] elements, Random random) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i : elements) {
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
        }
        float[] noisy = values.clone();
        for (int i : elements) {
            noisy[i] += (float) (NOISE * (most - least) * random.nextGaussian());
        }
        return noisy;
    }
}
