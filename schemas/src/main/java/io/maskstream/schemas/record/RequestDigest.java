package io.maskstream.schemas.record;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a request by its bytes, as its explanation does in {@code provenance.requestDigest}: by the SHA-256 of its value as it
 * lies on the topic, or by the HMAC-SHA-256 (RFC 2104) where there is a key. Without the key, nobody can tell by the latter
 * whether a text that he guesses was the request's. Safe for use by several threads.
 */
public final class RequestDigest {

    /** What stands before the SHA-256 in hex. */
    public static final String PLAIN = "sha256:";

    /** What stands before the HMAC-SHA-256 in hex. */
    public static final String KEYED = "hmac-sha256:";

    private static final String HMAC = "HmacSHA256";

    /** What makes the digests; null without a key. */
    private final SecretKeySpec key;

    private RequestDigest(SecretKeySpec key) {
        this.key = key;
    }

    /** Without a key. */
    public static RequestDigest plain() {
        return new RequestDigest(null);
    }

    /**
     * With a key.
     *
     * @param key at least one byte
     */
    public static RequestDigest keyed(byte[] key) {
        return new RequestDigest(new SecretKeySpec(key, HMAC));
    }

    /** The digest of a value, with the word before it that says which one it is. */
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
