package io.maskstream.schemas.artifact;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedManifestTest {

    private static final Clock NOW = Clock.systemUTC();

    @TempDir
    Path store;

    @TempDir
    Path folder;

    private PemKeys keys;
    private ExplainerArtifact artifact;

    @BeforeEach
    void publish() throws Exception {
        keys = PemKeys.ed25519(folder.resolve("own"));
        artifact = publish(keys);
    }

    private ExplainerArtifact publish(PemKeys signer) throws IOException {
        return new ArtifactStore(store)
                .publish(Drafts.named("esol"), Drafts::write, Optional.of(SigningKey.read(signer.signing())));
    }

    @Test
    void isTakenWhereATrustedKeyHasSignedIt() throws Exception {
        PemKeys elliptic = PemKeys.elliptic(folder.resolve("own"), "secp256r1");
        Files.delete(elliptic.signing().resolveSibling("ed25519.key"));
        ExplainerArtifact byElliptic = publish(elliptic);
        Files.delete(elliptic.signing());

        artifact.checkSignature(trusted(keys.trusted()));
        byElliptic.checkSignature(trusted(elliptic.trusted()));
        for (ExplainerArtifact each : List.of(artifact, byElliptic)) {
            each.checkSignature(trusted(folder.resolve("own")));
        }
        assertThat(ExplainerArtifact.open(artifact.folder())).isEqualTo(artifact);
    }

    @Test
    void isRefusedWithoutASignatureOfATrustedKey() throws Exception {
        TrustedKeys others =
                trusted(PemKeys.elliptic(folder.resolve("others"), "secp256r1").trusted());
        TrustedKeys foreign = trusted(PemKeys.ed25519(folder.resolve("foreign")).trusted());
        ExplainerArtifact unsigned = new ArtifactStore(store).publish(Drafts.named("plain"), Drafts::write);

        assertUntrusted(artifact, others, "none of the keys in " + folder.resolve("others"));
        assertUntrusted(artifact, foreign, "has signed it; sign it with one of them");
        assertUntrusted(unsigned, trusted(keys.trusted()), "it is not signed: there is no manifest.dsse.json");

        Files.copy(
                artifact.folder().resolve(ExplainerArtifact.SIGNATURE),
                unsigned.folder().resolve(ExplainerArtifact.SIGNATURE));
        assertUntrusted(unsigned, trusted(keys.trusted()), "its signature belongs to another manifest");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isRefusedWithAnySingleBitChanged(boolean elliptic) throws Exception {
        PemKeys signer = elliptic ? PemKeys.elliptic(folder.resolve("bits"), "secp256r1") : keys;
        ExplainerArtifact whole = publish(signer);
        TrustedKeys trusted = trusted(signer.trusted());
        byte[] manifest = Files.readAllBytes(whole.folder().resolve(ExplainerArtifact.MANIFEST));
        byte[] envelope = Files.readAllBytes(whole.folder().resolve(ExplainerArtifact.SIGNATURE));
        trusted.check(manifest, Optional.of(envelope));

        Random random = new Random(1);
        String text = new String(envelope, UTF_8);
        int payload = text.indexOf("\"payload\":\"") + 11;
        int end = text.indexOf('"', payload);
        IntStream others = IntStream.range(0, envelope.length * 8).filter(bit -> bit / 8 < payload || bit / 8 >= end);
        IntStream some = random.ints(100, payload * 8, end * 8);
        IntStream.concat(others, some).forEach(bit -> {
            flip(envelope, bit);
            assertRefused(trusted, manifest, envelope, bit);
            flip(envelope, bit);
        });
        random.ints(100, 0, manifest.length * 8).forEach(bit -> {
            flip(manifest, bit);
            assertRefused(trusted, manifest, envelope, bit);
            flip(manifest, bit);
        });
        for (String name : whole.manifest().files().keySet()) {
            Path file = whole.folder().resolve(name);
            byte[] content = Files.readAllBytes(file);
            for (int bit = 0; bit < content.length * 8; bit++) {
                flip(content, bit);
                Files.write(file, content);
                assertThatThrownBy(() -> ExplainerArtifact.open(whole.folder()))
                        .isInstanceOf(InvalidArtifactException.class);
                flip(content, bit);
            }
            Files.write(file, content);
        }
        ExplainerArtifact.open(whole.folder()).checkSignature(trusted);
    }

    private static void assertRefused(TrustedKeys trusted, byte[] manifest, byte[] envelope, int bit) {
        assertThatThrownBy(() -> trusted.check(manifest, Optional.of(envelope)))
                .as("bit %s", bit)
                .isInstanceOf(UntrustedManifestException.class);
    }

    private static void flip(byte[] content, int bit) {
        content[bit / 8] ^= (byte) (1 << bit % 8);
    }

    @Test
    void countsWhileTheCertificateIsValid() throws Exception {
        PemKeys certified = PemKeys.certified(folder.resolve("certified"));
        ExplainerArtifact signed = publish(certified);
        Instant now = NOW.instant();

        signed.checkSignature(trusted(certified.trusted()));
        signed.checkSignature(TrustedKeys.in(certified.trusted(), at(now.plus(Duration.ofDays(29)))));
        assertUntrusted(
                signed,
                TrustedKeys.in(certified.trusted(), at(now.plus(Duration.ofDays(31)))),
                "the certificate CN=release desk in " + certified.trusted()
                        + ", with whose key it is signed, expired on");
        assertUntrusted(
                signed, TrustedKeys.in(certified.trusted(), at(now.minus(Duration.ofDays(1)))), "is not valid before");
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    @Test
    void keysCanBeTakenAwayMeanwhile() throws Exception {
        TrustedKeys trusted = trusted(keys.trusted());
        artifact.checkSignature(trusted);

        Files.copy(
                PemKeys.ed25519(folder.resolve("next")).trusted(), keys.trusted(), StandardCopyOption.REPLACE_EXISTING);

        assertUntrusted(artifact, trusted, "none of the keys");
    }

    @Test
    void newFiguresTakeTheSignatureAway() throws Exception {
        ExplainerArtifact changed =
                artifact.withMeasured(JsonNodeFactory.instance.objectNode().put("accuracy", 1));

        assertThat(changed.isSigned()).isFalse();
        changed.sign(SigningKey.read(keys.signing()));
        changed.checkSignature(trusted(keys.trusted()));
        assertThatThrownBy(() -> artifact.sign(SigningKey.read(keys.signing())))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessageContaining("has changed since it was opened");
    }

    @Test
    void otherKeysAreRefusedInASentence() throws Exception {
        PemKeys rsa = PemKeys.of(
                folder.resolve("rsa"),
                "rsa",
                KeyPairGenerator.getInstance("RSA").generateKeyPair());
        PemKeys large = PemKeys.elliptic(folder.resolve("large"), "secp384r1");
        Path text = Files.writeString(folder.resolve("text"), "no key");
        Path encrypted = PemKeys.write(folder.resolve("encrypted"), "ENCRYPTED PRIVATE KEY", new byte[] {1});
        Path damaged = PemKeys.write(folder.resolve("damaged"), "PUBLIC KEY", new byte[] {1});

        assertNoSigner(rsa.signing(), "cannot sign: it is damaged, or it is not ECDSA P-256 or Ed25519.");
        assertNoSigner(large.signing(), "cannot sign: it is EC, but must be ECDSA P-256 or Ed25519.");
        assertNoSigner(text, "is not in PEM");
        assertNoSigner(encrypted, "convert it with 'openssl pkcs8 -topk8 -nocrypt");
        assertNoSigner(keys.trusted(), "has no private key to sign with");
        assertNoTrust(rsa.trusted(), "cannot be used: it is damaged, or it is not ECDSA P-256 or Ed25519");
        assertNoTrust(damaged, "cannot be used");
        assertNoTrust(keys.signing(), "has a PRIVATE KEY where a public key belongs");
        assertNoTrust(text, "is not in PEM");
        assertNoTrust(folder.resolve("nowhere"), "there is no file or folder");
        assertNoTrust(Files.createDirectory(folder.resolve("empty")), "has no file with a public key or certificate");
    }

    private static void assertNoSigner(Path file, String words) {
        assertThatIOException().isThrownBy(() -> SigningKey.read(file)).withMessageContaining(words);
    }

    private static void assertNoTrust(Path place, String words) {
        assertThatIOException().isThrownBy(() -> trusted(place)).withMessageContaining(words);
    }

    /** The example in the DSSE specification, whose signature is the concatenation of r and s. */
    @Test
    void whatIsSignedIsWhatTheSpecificationSays() throws GeneralSecurityException {
        byte[] signed = ManifestEnvelope.signed("http://example.com/HelloWorld", "hello world".getBytes(UTF_8));
        AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
        p256.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger("46950820868899156662930047687818585632848591499744589407958293238635476079160"),
                new BigInteger("5640078356564379163099075877009565129882514886557779369047442380624545832820"));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, p256.getParameterSpec(ECParameterSpec.class))));
        signature.update(signed);

        assertThat(signed).asString(US_ASCII).isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        assertThat(
                        signature.verify(
                                Base64.getDecoder()
                                        .decode(
                                                "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==")))
                .isTrue();
    }

    @Test
    void opensslAgrees() throws Exception {
        assumeTrue(openssl("version"), "openssl is installed");
        Path key = folder.resolve("openssl.pem");
        Path trusted = folder.resolve("openssl.pub");
        assertThat(openssl(
                        "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key.toString()))
                .isTrue();
        assertThat(openssl("pkey", "-in", key.toString(), "-pubout", "-out", trusted.toString()))
                .isTrue();
        ExplainerArtifact signed = publish(new PemKeys(key, trusted));
        signed.checkSignature(trusted(trusted));

        byte[] content = Files.readAllBytes(signed.folder().resolve(ExplainerArtifact.SIGNATURE));
        ManifestEnvelope envelope = ManifestEnvelope.parse(content);
        Path bytes = Files.write(folder.resolve("signed"), envelope.signed());
        Path signature =
                Files.write(folder.resolve("signature"), envelope.signatures().get(0));
        assertThat(openssl(
                        "dgst",
                        "-sha256",
                        "-verify",
                        trusted.toString(),
                        "-signature",
                        signature.toString(),
                        bytes.toString()))
                .isTrue();
    }

    private static boolean openssl(String... arguments) throws InterruptedException {
        try {
            return new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                                    .toList())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static TrustedKeys trusted(Path place) throws IOException {
        return TrustedKeys.in(place, NOW);
    }

    private static void assertUntrusted(ExplainerArtifact artifact, TrustedKeys trusted, String words) {
        assertThatThrownBy(() -> artifact.checkSignature(trusted))
                .isInstanceOf(UntrustedManifestException.class)
                .hasMessageContaining(words);
        assertThatCode(() -> ExplainerArtifact.open(artifact.folder())).doesNotThrowAnyException();
    }
}
