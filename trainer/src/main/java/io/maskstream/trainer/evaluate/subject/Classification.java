package io.maskstream.trainer.evaluate.subject;

/** The accuracy of classifications. */
public final class Classification {

    private Classification() {}

    /**
     * Returns the share of the labelled records whose class has the highest probability.
     *
     * @param targets indices of the classes; {@code NaN} if there is no label
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
