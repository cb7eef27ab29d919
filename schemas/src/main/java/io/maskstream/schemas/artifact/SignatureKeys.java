package io.maskstream.schemas.artifact;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/**
 * The two kinds of keys that sign manifests: ECDSA on P-256 with SHA-256, in DER (RFC 3279), and Ed25519 (RFC 8032).
 */
final class SignatureKeys {

    /** The supported kinds, for error messages. */
    static final String KINDS = "ECDSA P-256 or Ed25519";

    private static final List<String> FACTORIES = List.of("EC", "Ed25519");

    private SignatureKeys() {}

    /** @throws InvalidKeyException if it is not a key of these kinds */
    static PrivateKey ofPkcs8(byte[] der) throws InvalidKeyException {
        return checked(made(new PKCS8EncodedKeySpec(der), KeyFactory::generatePrivate));
    }

    /** @throws InvalidKeyException if it is not a key of these kinds */
    static PublicKey ofSubjectPublicKeyInfo(byte[] der) throws InvalidKeyException {
        return checked(made(new X509EncodedKeySpec(der), KeyFactory::generatePublic));
    }

    /** @throws InvalidKeyException if it is not a key of these kinds */
    static <K extends Key> K checked(K key) throws InvalidKeyException {
        algorithm(key);
        return key;
    }

    /** Returns an engine that creates or verifies signatures for this kind of key. */
    static Signature signature(Key key) throws GeneralSecurityException {
        return Signature.getInstance(algorithm(key));
    }

    private static String algorithm(Key key) throws InvalidKeyException {
        if (key instanceof EdECKey edwards
                && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
            return "Ed25519";
        }
        if (key instanceof ECKey elliptic && isP256(elliptic.getParams())) {
            return "SHA256withECDSA";
        }
        throw new InvalidKeyException("it is " + key.getAlgorithm() + ", but must be " + KINDS);
    }

    private static boolean isP256(ECParameterSpec given) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            ECParameterSpec p256 = parameters.getParameterSpec(ECParameterSpec.class);
            return p256.getCurve().equals(given.getCurve())
                    && p256.getGenerator().equals(given.getGenerator())
                    && p256.getOrder().equals(given.getOrder());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "This Java runtime has no elliptic curves: it lacks the module jdk.crypto.ec", e);
        }
    }

    @FunctionalInterface
    private interface Maker<K> {
        K make(KeyFactory factory, KeySpec encoded) throws GeneralSecurityException;
    }

    private static <K> K made(KeySpec encoded, Maker<K> maker) throws InvalidKeyException {
        GeneralSecurityException last = null;
        for (String name : FACTORIES) {
            try {
                return maker.make(KeyFactory.getInstance(name), encoded);
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new InvalidKeyException("it is damaged, or it is not " + KINDS, last);
    }
}
