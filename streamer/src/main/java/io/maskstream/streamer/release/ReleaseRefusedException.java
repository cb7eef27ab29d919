package io.maskstream.streamer.release;

import java.util.Locale;

/** A release is refused. The message tells the operator what is wrong with it. */
public final class ReleaseRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The reason, as a word for metrics. */
    public enum Reason {
        /** The record on the topic is not a release, or is a release of another explainer than its key names. */
        UNREADABLE,
        /** Releases may not come from its location. */
        NOT_ALLOWED,
        /** Its location does not answer, lacks some files, or takes too long. */
        UNREACHABLE,
        /** The files could not be written to this machine's disk. */
        NOT_STORED,
        /** It is larger than allowed. */
        TOO_LARGE,
        /** A file is not the one that was announced. */
        DIGEST_MISMATCH,
        /** It is not signed by a key of explainer.trust. */
        UNTRUSTED,
        /** It is not an explainer in a supported format. */
        INVALID,
        /** Its manifest belongs to another explainer or version. */
        OTHER_VERSION,
        /** It explains another frozen model than the release states. */
        OTHER_FROZEN_MODEL,
        /** It takes another kind of input than the version before. */
        WRONG_KIND,
        /** Its graph may do more than compute. */
        FORBIDDEN_OPERATION,
        /** TensorFlow cannot load it, or it does not match its manifest. */
        UNLOADABLE,
        /** It does not answer, or not as its manifest states. */
        FAILED_WARM_UP,
        /** Anything else went wrong while it was taken in. */
        FAILED;

        /** Returns the word for metrics, such as {@code digest_mismatch}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns whether the reason may be temporary and the release itself correct. */
        boolean passes() {
            return this == UNREACHABLE || this == NOT_STORED;
        }
    }

    private final Reason reason;

    ReleaseRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ReleaseRefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }
}
