package io.maskstream.trainer.evaluate.subject;

/** How often predictions of classes are right. */
public final class Classification {

    private Classification() {}

    /**
     * Share of the labelled records whose class has the highest probability.
     *
     * @param targets indices of the classes; {@code NaN} where there is no label
     */
    public static double accuracy(float[][] probabilities, float[] targets) {
        int right = 0;
        int labelled = 0;
        for (int i = 0; i < probabilities.length; i++) {
            labelled += Float.isNaN(targets[i]) ? 0 : 1;
            right += Closeness.mostProbable(probabilities[i]) == targets[i] ? 1 : 0;
        }
        return right / (double) labelled;
    }
}
