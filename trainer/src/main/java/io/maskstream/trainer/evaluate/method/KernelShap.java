package io.maskstream.trainer.evaluate.method;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Shapley values by least squares over random coalitions of regions (Lundberg and Lee 2017), drawn in pairs of a
 * coalition and its complement (Covert and Lee 2021). The values add up to the difference between the predictions for
 * the whole record and for the fully masked one.
 *
 * @param coalitions minimum number of coalitions per record; more are drawn for records with many regions
 * @param seed of the coalitions
 */
public record KernelShap(int coalitions, long seed) implements Attribution {

    /**
     * Since the sum of the values is given, a pair counts as one equation; fewer coalitions would leave the values
     * undetermined.
     */
    private static final int COALITIONS_A_REGION = 2;

    /**
     * Added to the diagonal of the normal equations, as in LIME's regression; it shrinks the values. Without it, the
     * values overfit if there are hardly more coalitions than needed: at two a region, the correlation with exact
     * values falls from 0.8 to 0.4. With many coalitions, its effect is negligible.
     */
    private static final double RIDGE = 1;

    @Override
    public String name() {
        return "KernelSHAP";
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        Random random = new Random(seed);
        int[] classes = records.predictedClasses();
        return records.perRecord((record, regions) -> {
            EncodedInput input = records.inputs().get(record);
            List<float[]> drawn = coalitions(regions, Math.max(coalitions, COALITIONS_A_REGION * regions), random);
            List<float[]> asked = new ArrayList<>(drawn);
            asked.add(new float[regions]);
            int parts = records.model().parts(input);
            float[][] answers = records.model()
                    .maskedPredictions(
                            Collections.nCopies(asked.size(), input),
                            asked.stream()
                                    .map(kept -> records.regions().expanded(kept, parts))
                                    .toList());
            double[] values = new double[drawn.size()];
            double nothing = answers[drawn.size()][classes[record]];
            for (int i = 0; i < values.length; i++) {
                values[i] = answers[i][classes[record]] - nothing;
            }
            return values(drawn, values, records.predictions()[record][classes[record]] - nothing);
        });
    }

    /**
     * Draws coalitions by the Shapley kernel, each followed by its complement.
     *
     * @param regions number of regions of the record
     * @param count approximate number of coalitions
     */
    static List<float[]> coalitions(int regions, int count, Random random) {
        if (regions == 1) {
            return List.of();
        }
        double[] cumulated = new double[regions - 1];
        double sum = 0;
        for (int size = 1; size < regions; size++) {
            sum += 1.0 / size / (regions - size);
            cumulated[size - 1] = sum;
        }
        List<float[]> drawn = new ArrayList<>(count);
        List<Integer> order = new ArrayList<>();
        for (int region = 0; region < regions; region++) {
            order.add(region);
        }
        while (drawn.size() < count) {
            int at = Arrays.binarySearch(cumulated, random.nextDouble() * sum);
            int size = Math.min(regions - 1, 1 + (at < 0 ? -at - 1 : at));
            Collections.shuffle(order, random);
            float[] kept = new float[regions];
            float[] left = new float[regions];
            Arrays.fill(left, 1);
            for (int region : order.subList(0, size)) {
                kept[region] = 1;
                left[region] = 0;
            }
            drawn.add(kept);
            drawn.add(left);
        }
        return drawn;
    }

    /**
     * Solves the ridge regression under the constraint that the values have a given sum.
     *
     * @param coalitions drawn by the Shapley kernel, so that all have the same weight
     * @param values prediction for each coalition minus the prediction for the fully masked record
     * @param total prediction for the whole record minus the prediction for the fully masked one: the sum of the result
     */
    static float[] values(List<float[]> coalitions, double[] values, double total) {
        if (coalitions.isEmpty()) {
            return new float[] {(float) total};
        }
        int regions = coalitions.get(0).length;
        double[][] products = new double[regions][regions];
        double[] byValue = new double[regions];
        for (int i = 0; i < values.length; i++) {
            float[] coalition = coalitions.get(i);
            for (int a = 0; a < regions; a++) {
                if (coalition[a] > 0) {
                    byValue[a] += values[i];
                    for (int b = 0; b < regions; b++) {
                        products[a][b] += coalition[b];
                    }
                }
            }
        }
        LeastSquares squares = new LeastSquares(products, RIDGE);
        double[] free = squares.solve(byValue);
        double[] ones = new double[regions];
        Arrays.fill(ones, 1);
        double[] shift = squares.solve(ones);
        // The Lagrange multiplier of the constraint.
        double excess =
                (Arrays.stream(free).sum() - total) / Arrays.stream(shift).sum();
        float[] solved = new float[regions];
        for (int region = 0; region < regions; region++) {
            solved[region] = (float) (free[region] - excess * shift[region]);
        }
        return solved;
    }
}
