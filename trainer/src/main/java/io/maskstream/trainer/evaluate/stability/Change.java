package io.maskstream.trainer.evaluate.stability;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A change to a record that a reader would not notice or not care about, and that should hardly affect the explanation.
 */
interface Change {

    /** The name in reports. */
    String name();

    /** Number of changed copies of each record. */
    int times();

    /**
     * Creates the changed copies of a record.
     *
     * @return {@link #times} copies, without those that the model does not accept
     */
    List<Changed> of(ExplainedRecords records, int record);

    /**
     * A changed record, with the parts of the explanations that are compared. Both operators map one score per region
     * to one score for each thing that the two records share, in the same order.
     *
     * @param input the encoded changed record
     * @param before maps the scores of the original
     * @param after maps the scores of the changed record
     */
    record Changed(EncodedInput input, UnaryOperator<float[]> before, UnaryOperator<float[]> after) {}
}
