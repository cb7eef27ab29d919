package io.maskstream.trainer.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Thrown if a model cannot be explained; contains what was found in it until then. */
public final class RefusedModelException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    RefusedModelException(String message, Throwable cause, List<Finding> findings) {
        super(message, cause);
        this.findings = new ArrayList<>(findings);
    }

    /** What was found, in the order of the search; may be empty. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }
}
