package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.input.EncodedInput;

/** The input of an evaluator for records with masked regions. */
interface EvaluatorRows {

    /** Encodes an unmasked record; computed once a record. */
    float[] whole(EncodedInput record);

    /**
     * Returns the input row of a masked record.
     *
     * @param whole the result of {@link #whole}
     * @param kept 1 for each region that is kept, 0 for the others
     */
    float[] masked(float[] whole, float[] kept);

    /** The layers that read such rows. */
    SmallNetwork.Body body();

    /** The settings of the training. */
    SmallNetwork.Settings settings();

    /**
     * Returns the number of epochs, limited because more passes over few records do not help.
     *
     * @param wanted number of epochs for a training of the desired length
     * @param most maximum number of epochs
     */
    static int epochs(double wanted, int most) {
        return (int) Math.ceil(Math.min(most, wanted));
    }
}
