package io.maskstream.schemas.record;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Computes the digest of a request for the field {@code provenance.requestDigest} of its explanation: the SHA-256 of
 * the record's value or, with a key, its HMAC-SHA-256 (RFC 2104). With an HMAC, guessed texts cannot be verified
 * without the key. Thread-safe.
 */
public final class RequestDigest {

    /** The prefix of a SHA-256 in hex. */
    public static final String PLAIN = "sha256:";

    /** The prefix of an HMAC-SHA-256 in hex. */
    public static final String KEYED = "hmac-sha256:";

    private static final String HMAC = "HmacSHA256";

    /** The key of the HMAC; null for plain digests. */
    private final SecretKeySpec key;

    private RequestDigest(SecretKeySpec key) {
        this.key = key;
    }

    /** Returns an instance for plain SHA-256 digests. */
    public static RequestDigest plain() {
        return new RequestDigest(null);
    }

    /**
     * Returns an instance for keyed digests.
     *
     * @param key the key, at least one byte
     */
    public static RequestDigest keyed(byte[] key) {
        return new RequestDigest(new SecretKeySpec(key, HMAC));
    }

    /** Returns the digest of a value, with its prefix. */
    public String of(byte[] value) {
        try {
            if (key == null) {
                return PLAIN
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(value));
            }
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return KEYED + HexFormat.of().formatHex(mac.doFinal(value));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every Java platform has SHA-256 and its HMAC, which takes any key", e);
        }
    }
}
