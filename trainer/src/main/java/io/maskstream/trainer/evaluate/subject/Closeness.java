package io.maskstream.trainer.evaluate.subject;

/** How two predictions of one record are compared: rows of a model's output, one value or the probabilities of classes. */
public interface Closeness {

    /** Whether the two say the same. */
    boolean agree(float[] whole, float[] other);

    /** How far the other is from the prediction on the whole input. */
    double distance(float[] whole, float[] other);

    /**
     * Of values, by their absolute difference.
     *
     * @param tolerance largest difference at which two predictions agree, in the unit of the prediction
     */
    static Closeness within(double tolerance) {
        return new Closeness() {
            @Override
            public boolean agree(float[] whole, float[] other) {
                return distance(whole, other) <= tolerance;
            }

            @Override
            public double distance(float[] whole, float[] other) {
                return Math.abs(other[0] - whole[0]);
            }
        };
    }

    /** Of classes: they agree on the most probable one, and are as far apart as their probabilities of the whole's class. */
    static Closeness ofClasses() {
        return new Closeness() {
            @Override
            public boolean agree(float[] whole, float[] other) {
                return mostProbable(whole) == mostProbable(other);
            }

            @Override
            public double distance(float[] whole, float[] other) {
                int said = mostProbable(whole);
                return Math.abs(other[said] - whole[said]);
            }
        };
    }

    /** Index of the highest probability; of equal ones the first. */
    static int mostProbable(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }
}
