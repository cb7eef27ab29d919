package io.maskstream.trainer.evaluate.subject;

/**
 * Compares two predictions for a record. A prediction is a row of the model's output: one value, or the probabilities
 * of the classes.
 */
public interface Closeness {

    /** Whether two predictions agree. */
    boolean agree(float[] whole, float[] other);

    /** The distance of another prediction from the one for the whole record. */
    double distance(float[] whole, float[] other);

    /**
     * Compares values by their absolute difference.
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

    /**
     * Compares probabilities of classes. They agree if the most probable class is the same. Their distance is the
     * difference between the probabilities of the class that is predicted for the whole record.
     */
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

    /** Index of the highest probability; the first one if several are equal. */
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
