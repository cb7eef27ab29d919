package io.maskstream.trainer.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A model that cannot be explained, with what was found in it before that was clear. */
public final class RefusedModelException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    RefusedModelException(String message, Throwable cause, List<Finding> findings) {
        super(message, cause);
        this.findings = new ArrayList<>(findings);
    }

    /** What was found, in the order of the search; perhaps nothing. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }
}
