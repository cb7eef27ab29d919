package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something that is measured of an explainer. */
public interface Measure {

    /** What it does, for progress and logs, such as {@code Deletion and insertion}. */
    String title();

    /**
     * Measures.
     *
     * @param result takes the figures, named as the README explains them; has those of earlier measures
     */
    void of(Trial trial, ObjectNode result);
}
