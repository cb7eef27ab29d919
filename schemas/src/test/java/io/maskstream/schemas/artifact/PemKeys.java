package io.maskstream.schemas.artifact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A signing key and its trusted counterpart, as PEM files.
 *
 * @param signing the private key
 * @param trusted the public key, or a certificate
 */
public record PemKeys(Path signing, Path trusted) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Creates an Ed25519 key pair. */
    public static PemKeys ed25519(Path folder) throws IOException, GeneralSecurityException {
        return of(folder, "ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    /** Creates an ECDSA key pair. */
    public static PemKeys elliptic(Path folder, String curve) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return of(folder, curve, generator.generateKeyPair());
    }

    static PemKeys of(Path folder, String name, KeyPair pair) throws IOException {
        Files.createDirectories(folder);
        return new PemKeys(
                write(
                        folder.resolve(name + ".key"),
                        "PRIVATE KEY",
                        pair.getPrivate().getEncoded()),
                write(
                        folder.resolve(name + ".pub"),
                        "PUBLIC KEY",
                        pair.getPublic().getEncoded()));
    }

    /** Creates an ECDSA P-256 key and a certificate for it that is valid for 30 days from now. */
    static PemKeys certified(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Files.createDirectories(folder);
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "desk",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=release desk",
                        "-validity",
                        "30",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Key key = keys.getKey("desk", PASSWORD);
        Certificate certificate = keys.getCertificate("desk");
        return new PemKeys(
                write(folder.resolve("desk.key"), "PRIVATE KEY", key.getEncoded()),
                write(folder.resolve("desk.crt"), "CERTIFICATE", certificate.getEncoded()));
    }

    static Path write(Path file, String label, byte[] der) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }
}
