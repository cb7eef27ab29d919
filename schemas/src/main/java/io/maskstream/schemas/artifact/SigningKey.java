package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;

/** A private key that signs manifests: ECDSA P-256 or Ed25519. */
public final class SigningKey {

    private static final String PKCS8 = "PRIVATE KEY";

    private final Path file;
    private final PrivateKey key;

    private SigningKey(Path file, PrivateKey key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Reads a key as {@code openssl genpkey} writes it: PKCS #8 in PEM, without a password.
     *
     * @throws IOException if the file contains no key or an unsupported kind of key; the message says what to do
     */
    public static SigningKey read(Path file) throws IOException {
        List<PemFile.Block> blocks = PemFile.read(file);
        PemFile.Block block = blocks.stream()
                .filter(candidate -> candidate.label().endsWith(PKCS8))
                .findFirst()
                .orElseThrow(
                        () -> new IOException(
                                "The file " + file
                                        + " has no private key to sign with: make one with 'openssl genpkey -algorithm ed25519 -out FILE'."));
        if (!block.label().equals(PKCS8)) {
            throw new IOException(
                    "The key in " + file + " has a password or is not in PKCS #8: convert it with 'openssl"
                            + " pkcs8 -topk8 -nocrypt -in " + file + " -out FILE'.");
        }
        try {
            return new SigningKey(file, SignatureKeys.ofPkcs8(block.bytes()));
        } catch (InvalidKeyException e) {
            throw new IOException("The key in " + file + " cannot sign: " + e.getMessage() + ".", e);
        }
    }

    /** Returns a signature in the format of this kind of key. */
    byte[] sign(byte[] content) throws IOException {
        try {
            Signature signature = SignatureKeys.signature(key);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (SignatureException | InvalidKeyException e) {
            throw new IOException("The key in " + file + " cannot sign: " + e.getMessage() + ".", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "This Java runtime cannot sign with the key in " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
