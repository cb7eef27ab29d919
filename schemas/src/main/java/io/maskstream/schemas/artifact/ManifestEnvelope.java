package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The signed copy of a manifest, which lies beside it in {@value #FILE}: an envelope of DSSE 1.0
 * (https://github.com/secure-systems-lab/dsse). Its payload is the manifest, byte for byte. A signature covers the
 * whole artifact, because the manifest contains the digest of every other file.
 */
final class ManifestEnvelope {

    /** The file name, beside {@value ExplainerArtifact#MANIFEST}. */
    static final String FILE = "manifest.dsse.json";

    /** The signed type of the payload; it keeps a signature of other data from being accepted for a manifest. */
    static final String PAYLOAD_TYPE = "application/vnd.maskstream.manifest+json";

    /** Limits the work: each signature is checked against each trusted key. */
    private static final int MOST_SIGNATURES = 16;

    private static final ObjectMapper JSON = JsonMapper.builder(
                    ManifestFile.strictJson(ExplainerArtifact.LARGEST_SIGNATURE))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final byte[] payload;
    private final List<byte[]> signatures;

    private ManifestEnvelope(byte[] payload, List<byte[]> signatures) {
        this.payload = payload;
        this.signatures = signatures;
    }

    /**
     * Signs a manifest.
     *
     * @return the content of the file
     */
    static byte[] sign(byte[] manifest, SigningKey key) throws IOException {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("payloadType", PAYLOAD_TYPE);
        envelope.put("payload", Base64.getEncoder().encodeToString(manifest));
        envelope.putArray("signatures")
                .addObject()
                .put("sig", Base64.getEncoder().encodeToString(key.sign(signed(PAYLOAD_TYPE, manifest))));
        return JSON.writeValueAsBytes(envelope);
    }

    /**
     * Reads an envelope. This checks its format, not its signatures.
     *
     * @throws UntrustedManifestException if the content is not a valid envelope
     */
    static ManifestEnvelope parse(byte[] content) {
        JsonNode envelope;
        try {
            envelope = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw damaged("it is not valid JSON", e);
        } catch (IOException e) {
            throw damaged("it is not valid UTF-8", e);
        }
        if (!PAYLOAD_TYPE.equals(envelope.path("payloadType").textValue())) {
            throw damaged("its payloadType is not " + PAYLOAD_TYPE, null);
        }
        JsonNode given = envelope.path("signatures");
        if (given.isEmpty() || given.size() > MOST_SIGNATURES) {
            throw damaged("it must have 1 to " + MOST_SIGNATURES + " signatures", null);
        }
        List<byte[]> signatures = new ArrayList<>();
        for (JsonNode signature : given) {
            signatures.add(bytes(signature.path("sig"), "sig"));
        }
        return new ManifestEnvelope(bytes(envelope.path("payload"), "payload"), signatures);
    }

    /** Decodes base64 in the standard or the URL alphabet. Only the canonical encoding of the bytes is accepted. */
    private static byte[] bytes(JsonNode field, String name) {
        String text = field.isTextual() ? field.textValue() : "";
        boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            String again = (forUrls ? Base64.getUrlEncoder() : Base64.getEncoder()).encodeToString(bytes);
            if (bytes.length > 0 && again.equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw damaged("its field " + name + " is not base64", e);
        }
        throw damaged("its field " + name + " is missing or not base64", null);
    }

    private static UntrustedManifestException damaged(String reason, Exception cause) {
        return new UntrustedManifestException("its signature " + FILE + " is damaged: " + reason, cause);
    }

    /** Returns whether the payload is exactly this manifest. */
    boolean holds(byte[] manifest) {
        return Arrays.equals(payload, manifest);
    }

    /** Returns the signatures in the order of the file. */
    List<byte[]> signatures() {
        return signatures;
    }

    /** Returns the bytes that the signatures sign. */
    byte[] signed() {
        return signed(PAYLOAD_TYPE, payload);
    }

    /** Returns DSSE's pre-authentication encoding (PAE). */
    static byte[] signed(String type, byte[] payload) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + typeBytes.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(typeBytes);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
