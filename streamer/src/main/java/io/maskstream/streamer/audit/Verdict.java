package io.maskstream.streamer.audit;

/** What an audit says of one explanation, or of one request that has none. */
public enum Verdict {
    IDENTICAL("equal to the last bit", true),
    EQUAL("equal within the tolerance, in the same numeric mode", true),
    WITHIN_BOUND("equal within the bound, in another numeric mode", true),
    DIFFERENT("different", false),
    OTHER_REQUEST("of a request whose digest is another", false),
    REQUEST_GONE("of a request that is no longer there", false),
    EXPLAINER_GONE("by a version that the store does not have", false),
    UNPROVABLE("unreadable, or without provenance", false),
    MISSING("requests without an explanation", false);

    private final String described;
    private final boolean proven;

    Verdict(String described, boolean proven) {
        this.described = described;
        this.proven = proven;
    }

    /** What is counted, for a person. */
    public String described() {
        return described;
    }

    /** Whether it shows that the explanation is what the explainer says of the request. */
    public boolean isProven() {
        return proven;
    }
}
