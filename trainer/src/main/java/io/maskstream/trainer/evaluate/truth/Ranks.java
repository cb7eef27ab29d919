package io.maskstream.trainer.evaluate.truth;

import java.util.Arrays;

/** How well scores of a record's parts match what is known about them. */
final class Ranks {

    private Ranks() {}

    /**
     * Returns the area under the ROC curve: how often a positive part has a higher score than a negative one. Ties
     * count half.
     *
     * @param scores one score per part
     * @param positive whether a part is positive
     * @return in [0,1]; {@code NaN} if all or none are positive
     */
    static double auroc(double[] scores, boolean[] positive) {
        double won = 0;
        long pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    won += (1 + Math.signum(scores[i] - scores[j])) / 2;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Double.NaN : won / pairs;
    }

    /**
     * Returns Kendall's rank correlation with ties, tau-b.
     *
     * @param scores one score per part
     * @param truth one value per part
     * @return in [-1,1]; 0 if all scores are equal; {@code NaN} if all values of the truth are equal
     */
    static double tau(double[] scores, double[] truth) {
        long agreeing = 0;
        long ofScores = 0;
        long ofTruth = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < i; j++) {
                int score = Double.compare(scores[i], scores[j]);
                int known = Double.compare(truth[i], truth[j]);
                agreeing += (long) Integer.signum(score) * Integer.signum(known);
                ofScores += score == 0 ? 0 : 1;
                ofTruth += known == 0 ? 0 : 1;
            }
        }
        if (ofTruth == 0) {
            return Double.NaN;
        }
        return ofScores == 0 ? 0 : agreeing / Math.sqrt((double) ofScores * ofTruth);
    }

    /**
     * Returns the share of the highest parts that are positive. Ties for the last places are broken at random, and the
     * expected share is returned.
     *
     * @param count number of the highest parts, from 1 to the number of parts
     */
    static double ofHighest(double[] scores, boolean[] positive, int count) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double least = sorted[sorted.length - count];
        int above = 0;
        int tied = 0;
        int positiveAbove = 0;
        int positiveTied = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > least) {
                above++;
                positiveAbove += positive[i] ? 1 : 0;
            } else if (scores[i] == least) {
                tied++;
                positiveTied += positive[i] ? 1 : 0;
            }
        }
        return (positiveAbove + (count - above) * (positiveTied / (double) tied)) / count;
    }

    /**
     * Returns the parts with the largest magnitudes, including ties with the last one.
     *
     * @param share of the parts, but at least one
     */
    static boolean[] largest(double[] values, double share) {
        double[] sorted = Arrays.stream(values).map(Math::abs).sorted().toArray();
        double least = sorted[sorted.length - Math.max(1, (int) Math.round(share * sorted.length))];
        boolean[] largest = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            largest[i] = Math.abs(values[i]) >= least;
        }
        return largest;
    }

    static double[] magnitudes(double[] scores) {
        return Arrays.stream(scores).map(Math::abs).toArray();
    }
}
