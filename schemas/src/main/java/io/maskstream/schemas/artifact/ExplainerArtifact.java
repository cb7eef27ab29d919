package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.encoding.ImageEncoding;
import io.maskstream.schemas.encoding.ImageLimits;
import io.maskstream.schemas.encoding.InputEncoding;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.encoding.SmilesEncoding;
import io.maskstream.schemas.encoding.TextEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

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
            checkSavedModel(folder, manifest.files().keySet());
            return new ExplainerArtifact(folder, manifest, Digests.sha256(content));
        } catch (IOException e) {
            throw new InvalidArtifactException("The explainer in " + folder + " cannot be read: " + e + ".", e);
        }
    }

    /**
     * Reads a manifest alone, for whoever has yet to fetch the files that it lists.
     *
     * @param file that holds it; the messages name it
     * @throws InvalidArtifactException if it is damaged, or in a format that this code does not read
     */
    public static Manifest readManifest(Path file) {
        try {
            return parse(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InvalidArtifactException("The manifest " + file + " cannot be read: " + e + ".", e);
        }
    }

    /**
     * The file of an artifact that a manifest lists under a name.
     *
     * @throws InvalidArtifactException if that would be outside of the artifact's folder, or is no file name
     */
    public static Path fileIn(Path folder, String name) {
        try {
            Path file = folder.resolve(name);
            if (file.toAbsolutePath()
                    .normalize()
                    .startsWith(folder.toAbsolutePath().normalize())) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new InvalidArtifactException("The manifest in " + folder + " lists what is no file name.", e);
        }
        throw new InvalidArtifactException(
                "The manifest in " + folder + " lists a file outside of its folder: " + name + ".");
    }

    /** The folder of the SavedModel. */
    public Path savedModel() {
        return folder.resolve(SAVED_MODEL);
    }

    /** How inputs become numbers for this explainer's graph; images of the usual limits. */
    public InputEncoding encoding() {
        return encoding(ImageLimits.usual());
    }

    /**
     * How inputs become numbers for this explainer's graph.
     *
     * @param images how large those may be
     * @throws InvalidArtifactException if the artifact does not say so, or in a way that this code does not know
     */
    public InputEncoding encoding(ImageLimits images) {
        InputKind kind = manifest.input().kind();
        return switch (kind) {
            case MOLECULE -> encoding(SmilesEncoding::new);
            case REVIEW -> encoding(TextEncoding::new);
            case IMAGE ->
                new ImageEncoding(manifest.input().width(), manifest.input().height(), images);
        };
    }

    private InputEncoding encoding(BiFunction<List<String>, Integer, InputEncoding> ofVocabulary) {
        Integer maximumLength = manifest.input().maximumLength();
        if (maximumLength == null || !manifest.files().containsKey(VOCABULARY)) {
            throw new InvalidArtifactException("The explainer in " + folder + " has no "
                    + (maximumLength == null ? "maximum length" : VOCABULARY) + " for its input.");
        }
        try {
            return ofVocabulary.apply(Files.readAllLines(folder.resolve(VOCABULARY)), maximumLength);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidArtifactException(
                    "The explainer in " + folder + " has no usable " + VOCABULARY + ": " + e.getMessage() + ".", e);
        }
    }

    private static Manifest parse(Path file, byte[] content) throws IOException {
        try {
            JsonNode tree = JSON.readTree(content);
            JsonNode format = tree.path("format");
            if (!format.isInt()) {
                throw damaged(file, "field 'format' is missing", null);
            }
            // Before anything else: another format may look different in every other respect.
            if (format.intValue() != Manifest.FORMAT) {
                throw new InvalidArtifactException("The manifest " + file + " has format " + format
                        + ", and this version of maskstream reads format " + Manifest.FORMAT + ".");
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (ValueInstantiationException e) {
            throw damaged(file, e.getCause().getMessage() + (e.getPath().isEmpty() ? "" : " in '" + path(e) + "'"), e);
        } catch (JsonMappingException e) {
            throw damaged(file, "field '" + path(e) + "' is missing or of another type than it should be", e);
        } catch (JsonProcessingException e) {
            throw damaged(file, "it is no valid JSON at line " + e.getLocation().getLineNr(), e);
        }
    }

    private static InvalidArtifactException damaged(Path manifest, String reason, Throwable cause) {
        return new InvalidArtifactException("The manifest " + manifest + " is damaged: " + reason + ".", cause);
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .substring(1);
    }

    private static void check(Path folder, String name, String expected) throws IOException {
        Path file = fileIn(folder, name);
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

    /** TensorFlow reads whatever it finds in a SavedModel, so nothing may be there that was not checked. */
    private static void checkSavedModel(Path folder, Set<String> listed) throws IOException {
        if (!listed.contains(SAVED_MODEL + "/saved_model.pb")) {
            throw new InvalidArtifactException("The manifest in " + folder + " lists no " + SAVED_MODEL + ".");
        }
        for (String name : Digests.ofFolder(folder.resolve(SAVED_MODEL)).keySet()) {
            if (!listed.contains(SAVED_MODEL + "/" + name)) {
                throw new InvalidArtifactException("The explainer in " + folder
                        + " has a file that its manifest does not" + " list: " + SAVED_MODEL + "/" + name + ".");
            }
        }
    }
}
