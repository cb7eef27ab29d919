package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/** A method that scores how much each region of a record matters for the prediction. */
public interface Attribution {

    /** The name in reports. */
    String name();

    /**
     * Computes the scores of the regions.
     *
     * @return one score per region (see {@link io.maskstream.trainer.evaluate.subject.Regions}) for each record. If the
     *     method is {@link #signed}, a positive score says that the region raises the value, or the probability of the
     *     class that is predicted for the whole record. Otherwise, a higher score says that the region is more
     *     important.
     */
    List<float[]> scores(ExplainedRecords records);

    /** Whether the scores distinguish evidence for the prediction from evidence against it. */
    default boolean signed() {
        return false;
    }
}
