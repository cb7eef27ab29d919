package io.maskstream.trainer.evaluate.stability;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.function.UnaryOperator;

/** A change to a record that a reader would not notice, or not mind, and that should leave its explanation much as it is. */
interface Change {

    /** Its name in reports. */
    String name();

    /** How often a record is changed. */
    int times();

    /**
     * A record, changed.
     *
     * @return as many as {@link #times}, but for those that the model does not take
     */
    List<Changed> of(ExplainedRecords records, int record);

    /**
     * A changed record, and what of its explanation is compared with what of the original's. Both operators take a score a
     * region and give a score for each thing that the two records share, in the same order.
     *
     * @param input as the model takes it
     * @param before of the original's scores
     * @param after of the changed record's scores
     */
    record Changed(EncodedInput input, UnaryOperator<float[]> before, UnaryOperator<float[]> after) {}
}
