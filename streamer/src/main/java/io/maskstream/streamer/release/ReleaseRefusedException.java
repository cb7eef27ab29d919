package io.maskstream.streamer.release;

import java.util.Locale;

/** A release that is not taken up. The message says to the operator what is wrong with it. */
public final class ReleaseRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, in a word that metrics can count. */
    public enum Reason {
        /** The record on the topic is no release, or that of another explainer than its key says. */
        UNREADABLE,
        /** Its location is none that releases may come from. */
        NOT_ALLOWED,
        /** Its location does not answer, has not all of the files, or takes too long. */
        UNREACHABLE,
        /** What was fetched could not be written to this machine's disk. */
        NOT_STORED,
        /** It has more bytes than are taken. */
        TOO_LARGE,
        /** A file is not the one that was announced. */
        DIGEST_MISMATCH,
        /** No key of explainer.trust has signed it. */
        UNTRUSTED,
        /** It is no explainer in a format that is read here. */
        INVALID,
        /** Its manifest says that it is another explainer or version. */
        OTHER_VERSION,
        /** It explains another frozen model than the release says. */
        OTHER_FROZEN_MODEL,
        /** It takes another kind of input than the version before. */
        WRONG_KIND,
        /** Its graph may do more than compute. */
        FORBIDDEN_OPERATION,
        /** TensorFlow does not load it, or not as what its manifest says. */
        UNLOADABLE,
        /** It does not answer, or not as its manifest says. */
        FAILED_WARM_UP,
        /** Anything else went wrong while it was taken in. */
        FAILED;

        /** As it stands in metrics: {@code digest_mismatch}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it may be gone at another time: the release itself may be as it should be. */
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

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
