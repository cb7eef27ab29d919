package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.encoding.InputEncoding;
import io.maskstream.schemas.encoding.SmilesEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One published version of an explainer, every file of which was found to be what its manifest says.
 *
 * @param folder that holds it
 * @param manifest what it is
 * @param digest SHA-256, in hex, of the file {@code manifest.json}; since that holds the digest of every other file, it
 *     stands for the whole artifact
 */
public record ExplainerArtifact(Path folder, Manifest manifest, String digest) {

    public static final String MANIFEST = "manifest.json";
    public static final String SAVED_MODEL = "saved_model";
    public static final String VOCABULARY = "vocabulary.txt";

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Opens the artifact in a folder and checks all of its files.
     *
     * @throws InvalidArtifactException if it is missing, damaged, or in a format that this code does not read
     */
    public static ExplainerArtifact open(Path folder) {
        Path file = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new InvalidArtifactException("There is no explainer in " + folder + ": it has no " + MANIFEST + ".");
        }
        try {
            byte[] content = Files.readAllBytes(file);
            Manifest manifest = parse(file, content);
            for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
                check(folder, entry.getKey(), entry.getValue());
            }
            if (!manifest.files().containsKey(SAVED_MODEL + "/saved_model.pb")) {
                throw new InvalidArtifactException("The manifest " + file + " lists no " + SAVED_MODEL + ".");
            }
            return new ExplainerArtifact(folder, manifest, Digests.sha256(content));
        } catch (IOException e) {
            throw new InvalidArtifactException("The explainer in " + folder + " cannot be read: " + e + ".", e);
        }
    }

    /** The folder of the SavedModel. */
    public Path savedModel() {
        return folder.resolve(SAVED_MODEL);
    }

    /** How inputs become numbers for this explainer's graph. */
    public InputEncoding encoding() {
        return switch (manifest.input().kind()) {
            case MOLECULE -> new SmilesEncoding(vocabulary(), manifest.input().maximumLength());
            case IMAGE, REVIEW ->
                throw new InvalidArtifactException("The explainer in " + folder + " is for a "
                        + manifest.input().kind() + ", which this version of maskstream cannot encode.");
        };
    }

    private List<String> vocabulary() {
        try {
            return Files.readAllLines(folder.resolve(VOCABULARY));
        } catch (IOException e) {
            throw new InvalidArtifactException(
                    "The explainer in " + folder + " has no readable " + VOCABULARY + ".", e);
        }
    }

    private static Manifest parse(Path file, byte[] content) throws IOException {
        try {
            Manifest manifest = JSON.readValue(content, Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw new InvalidArtifactException("The manifest " + file + " has format " + manifest.format()
                        + ", and this version of maskstream reads format " + Manifest.FORMAT + ".");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new InvalidArtifactException(
                    "The manifest " + file + " is damaged: " + e.getOriginalMessage() + ".", e);
        }
    }

    private static void check(Path folder, String name, String expected) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new InvalidArtifactException(
                    "The manifest in " + folder + " lists a file outside of its folder: " + name + ".");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidArtifactException(
                    "The explainer in " + folder + " is incomplete: " + name + " is missing.");
        }
        String actual = Digests.sha256(file);
        if (!actual.equals(expected)) {
            throw new InvalidArtifactException("The explainer in " + folder + " is damaged: " + name
                    + " has the SHA-256 digest " + actual + ", but its manifest says " + expected + ".");
        }
    }
}
