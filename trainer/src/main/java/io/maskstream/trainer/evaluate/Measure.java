package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something that is measured of an explainer on some records. */
@FunctionalInterface
public interface Measure {

    /**
     * Measures.
     *
     * @param result takes the figures, named as the README explains them; has those of earlier measures
     */
    void of(ExplainedRecords records, ObjectNode result);
}
