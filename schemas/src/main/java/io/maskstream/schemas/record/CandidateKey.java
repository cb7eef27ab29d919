package io.maskstream.schemas.record;

import java.util.Optional;

/**
 * Under which key a candidate is announced on the compacted topic of releases: beside the release of the same explainer, whose
 * key is its name. No explainer can have such a name, so that a streamer that knows no candidates passes them by.
 */
public final class CandidateKey {

    /** Begins with what no name of an explainer has in it. */
    private static final String SUFFIX = "#candidate";

    private CandidateKey() {}

    /** The key of an explainer's candidate. */
    public static String of(String explainer) {
        return explainer + SUFFIX;
    }

    /** The name of the explainer to whose candidate a key belongs; empty if it is no such key. */
    public static Optional<String> explainer(String key) {
        return key == null || !key.endsWith(SUFFIX)
                ? Optional.empty()
                : Optional.of(key.substring(0, key.length() - SUFFIX.length()));
    }
}
