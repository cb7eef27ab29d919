package io.maskstream.streamer.audit;

/** Result of an audit for one explanation, or for one request without an explanation. */
public enum Verdict {
    IDENTICAL("equal to the last bit", true),
    EQUAL("equal within the tolerance, in the same numeric mode", true),
    WITHIN_BOUND("equal within the bound, in another numeric mode", true),
    DIFFERENT("different", false),
    OTHER_REQUEST("of a request with a different digest", false),
    REQUEST_GONE("of a request that no longer exists", false),
    EXPLAINER_GONE("by a version that the store does not have", false),
    UNPROVABLE("unreadable, or without provenance", false),
    MISSING("requests without an explanation", false);

    private final String described;
    private final boolean proven;

    Verdict(String described, boolean proven) {
        this.described = described;
        this.proven = proven;
    }

    /** Describes what is counted. */
    public String described() {
        return described;
    }

    /** Returns whether this shows that the explainer gives this explanation for the request. */
    public boolean isProven() {
        return proven;
    }
}
