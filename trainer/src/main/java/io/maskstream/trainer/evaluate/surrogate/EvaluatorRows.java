package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.input.EncodedInput;

/** What an evaluator sees of a record of which some regions are masked. */
interface EvaluatorRows {

    /** What there is to be masked; computed once a record. */
    float[] whole(EncodedInput record);

    /**
     * The row of a masked record.
     *
     * @param whole as above
     * @param kept 1 at each region that stays and 0 at the others
     */
    float[] masked(float[] whole, float[] kept);

    /** Layers that read such rows. */
    SmallNetwork.Body body();

    /** How they are trained. */
    SmallNetwork.Settings settings();

    /**
     * Passes over the records: few records are not seen more often than helps.
     *
     * @param wanted that all records together make a training of the usual length
     * @param most passes
     */
    static int epochs(double wanted, int most) {
        return (int) Math.ceil(Math.min(most, wanted));
    }
}
