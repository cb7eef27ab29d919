package io.maskstream.schemas.record;

import java.util.Optional;

/**
 * The key of a candidate on the compacted topic of releases. The key of a normal release is the explainer's name. No
 * explainer can have the name of a candidate's key, so streamers that do not know candidates ignore them.
 */
public final class CandidateKey {

    /** Starts with a character that no explainer name contains. */
    private static final String SUFFIX = "#candidate";

    private CandidateKey() {}

    /** Returns the key of an explainer's candidate. */
    public static String of(String explainer) {
        return explainer + SUFFIX;
    }

    /** Returns the name of the explainer whose candidate has this key; empty if it is not the key of a candidate. */
    public static Optional<String> explainer(String key) {
        return key == null || !key.endsWith(SUFFIX)
                ? Optional.empty()
                : Optional.of(key.substring(0, key.length() - SUFFIX.length()));
    }
}
