package io.maskstream.schemas.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The trusted keys: public keys, and the keys of X.509 certificates during their validity. A certificate stands only
 * for its own key, not for certificates that it has signed. The files are read again at each check, so keys can be
 * added and removed without a restart.
 */
public final class TrustedKeys {

    /** Limit for the number of files in a folder. */
    private static final int MOST_FILES = 100;

    private final Path place;
    private final Clock clock;

    private TrustedKeys(Path place, Clock clock) {
        this.place = place;
        this.clock = clock;
    }

    /** @param certificate null for a public key */
    private record TrustedKey(PublicKey key, X509Certificate certificate) {}

    /**
     * Trusts the keys in a file or folder.
     *
     * @param place a file in PEM with public keys and certificates, or a folder of such files; hidden files are ignored
     * @param clock the clock for the validity of certificates
     * @throws IOException if the place contains no key or anything else than keys; the message is a clause that names
     *     the file
     */
    public static TrustedKeys in(Path place, Clock clock) throws IOException {
        TrustedKeys keys = new TrustedKeys(place, clock);
        keys.read();
        return keys;
    }

    /**
     * Checks a manifest.
     *
     * @param manifest the bytes of the manifest
     * @param envelope the file {@value ManifestEnvelope#FILE} beside it; empty if there is none
     * @throws UntrustedManifestException if no trusted key has signed exactly these bytes
     */
    public void check(byte[] manifest, Optional<byte[]> envelope) {
        ManifestEnvelope signed = ManifestEnvelope.parse(
                envelope.orElseThrow(() -> new UntrustedManifestException("it is not signed: there is no "
                        + ManifestEnvelope.FILE + " beside its manifest; sign it with 'trainer publish --sign-key'")));
        if (!signed.holds(manifest)) {
            throw new UntrustedManifestException(
                    "its signature belongs to another manifest; sign it again with 'trainer publish --sign-key'");
        }
        List<TrustedKey> keys;
        try {
            keys = read();
        } catch (IOException e) {
            throw new UntrustedManifestException("no key can be trusted: " + e.getMessage(), e);
        }
        String outdated = null;
        for (TrustedKey key : keys) {
            if (signed.signatures().stream().anyMatch(signature -> verifies(key.key(), signed.signed(), signature))) {
                outdated = outdated(key.certificate());
                if (outdated == null) {
                    return;
                }
            }
        }
        throw new UntrustedManifestException(
                outdated != null
                        ? outdated
                        : "none of the keys in " + place
                                + " has signed it; sign it with one of them, or add the signer's public key there");
    }

    private static boolean verifies(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature verification = SignatureKeys.signature(key);
            verification.initVerify(key);
            verification.update(content);
            return verification.verify(signature);
        } catch (SignatureException e) {
            // The signature belongs to another kind of key or is damaged.
            return false;
        } catch (GeneralSecurityException e) {
            throw new UntrustedManifestException("this Java runtime cannot check signatures: " + e.getMessage(), e);
        }
    }

    /** Returns why a certificate is not valid now; null if it is valid, or for a public key without a certificate. */
    private String outdated(X509Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        Instant now = clock.instant();
        String name = "the certificate " + certificate.getSubjectX500Principal() + " in " + place;
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return name + ", with whose key it is signed, expired on "
                    + certificate.getNotAfter().toInstant() + "; renew it, or sign with another key";
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return name + ", with whose key it is signed, is not valid before "
                    + certificate.getNotBefore().toInstant() + "; wait, or sign with another key";
        }
        return null;
    }

    private List<TrustedKey> read() throws IOException {
        List<Path> files = Files.isDirectory(place) ? files() : List.of(place);
        if (files.isEmpty()) {
            throw new IOException("the folder " + place + " has no file with a public key or certificate");
        }
        List<TrustedKey> keys = new ArrayList<>();
        for (Path file : files) {
            for (PemFile.Block block : blocks(file)) {
                keys.add(key(file, block));
            }
        }
        return keys;
    }

    /** Lists the files that are not hidden. In a mounted Kubernetes secret, these are links into a hidden folder. */
    private List<Path> files() throws IOException {
        try (Stream<Path> children = Files.list(place)) {
            List<Path> files = children.filter(
                            child -> !child.getFileName().toString().startsWith(".") && !Files.isDirectory(child))
                    .sorted()
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (files.size() > MOST_FILES) {
                throw new IOException("the folder " + place + " has more than " + MOST_FILES + " files");
            }
            return files;
        }
    }

    private static List<PemFile.Block> blocks(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no file or folder " + file);
        }
        return PemFile.read(file);
    }

    private static TrustedKey key(Path file, PemFile.Block block) throws IOException {
        try {
            if (block.label().equals("PUBLIC KEY")) {
                return new TrustedKey(SignatureKeys.ofSubjectPublicKeyInfo(block.bytes()), null);
            }
            if (block.label().equals("CERTIFICATE")) {
                X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.bytes()));
                return new TrustedKey(SignatureKeys.checked(certificate.getPublicKey()), certificate);
            }
        } catch (InvalidKeyException e) {
            throw new IOException("the key in " + file + " cannot be used: " + e.getMessage(), e);
        } catch (CertificateException e) {
            throw new IOException("the certificate in " + file + " is damaged", e);
        }
        throw new IOException("the file " + file + " has a " + block.label()
                + " where a public key belongs: make one with 'openssl pkey -in KEY -pubout'");
    }
}
