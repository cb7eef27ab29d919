package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.SubwordTokenizer;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.Tokenizer;
import io.maskstream.schemas.record.Quotes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One published version of an explainer, whose files all match the digests in its manifest.
 *
 * @param folder the folder that contains the artifact
 * @param manifest the parsed manifest
 * @param digest SHA-256, in hex, of the file {@code manifest.json}; it identifies the whole artifact, because the
 *     manifest contains the digest of every other file
 */
public record ExplainerArtifact(Path folder, Manifest manifest, String digest) {

    public static final String MANIFEST = "manifest.json";
    public static final String SAVED_MODEL = "saved_model";
    public static final String VOCABULARY = "vocabulary.txt";
    /** The signed manifest; optional, see {@link TrustedKeys}. */
    public static final String SIGNATURE = ManifestEnvelope.FILE;

    /** A tokenizer in the format of Hugging Face's library {@code tokenizers}. */
    public static final String TOKENIZER = "tokenizer.json";

    /** Size limit of a manifest in bytes. The manifests of the shipped explainers have up to 124,000 bytes. */
    public static final int LARGEST_MANIFEST = 1 << 20;

    /** Size limit of a signed manifest in bytes: the manifest in base64, and some signatures. */
    public static final int LARGEST_SIGNATURE = LARGEST_MANIFEST / 3 * 4 + (1 << 16);

    /** Limit for the files in the folder of an artifact's SavedModel. */
    private static final int MOST_FILES_OF_A_MODEL = 10_000;

    /**
     * Opens the artifact in a folder and checks all of its files.
     *
     * @throws InvalidArtifactException if it is missing, damaged, or in an unsupported format
     */
    public static ExplainerArtifact open(Path folder) {
        Path file = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new InvalidArtifactException("There is no explainer in " + folder + ": it has no " + MANIFEST + ".");
        }
        try {
            byte[] content = RegularFile.read(file, LARGEST_MANIFEST);
            Manifest manifest = ManifestFile.parse(file.toString(), content);
            for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
                check(folder, entry.getKey(), entry.getValue());
            }
            checkSavedModel(folder, manifest.files().keySet());
            return new ExplainerArtifact(folder, manifest, Digests.sha256(content));
        } catch (IOException e) {
            throw new InvalidArtifactException("The explainer in " + folder + " cannot be read: " + reason(e) + ".", e);
        }
    }

    private static String reason(IOException e) {
        return Quotes.oneLine(e.toString());
    }

    /**
     * Returns the path of a file that the manifest of an artifact lists.
     *
     * @throws InvalidArtifactException if the path is outside the artifact's folder, or the name is not a valid file
     *     name
     */
    public static Path fileIn(Path folder, String name) {
        try {
            Path file = folder.resolve(name);
            Path whole = folder.toAbsolutePath().normalize();
            Path place = file.toAbsolutePath().normalize();
            if (place.startsWith(whole)) {
                boolean own = name.equals(MANIFEST) || name.equals(SIGNATURE);
                if (own
                        || !whole.relativize(place)
                                .toString()
                                .replace('\\', '/')
                                .equals(name)) {
                    throw new InvalidArtifactException(
                            "The manifest in " + folder + " lists an invalid file name: " + Quotes.shown(name) + ".");
                }
                return file;
            }
        } catch (InvalidPathException e) {
            throw new InvalidArtifactException("The manifest in " + folder + " lists an invalid file name.", e);
        }
        throw new InvalidArtifactException(
                "The manifest in " + folder + " lists a file outside of its folder: " + Quotes.shown(name) + ".");
    }

    /**
     * Replaces the figures in the manifest. A signature is deleted, because it would belong to the previous manifest;
     * all other files stay as they are. A concurrent reader sees either the previous manifest or the new one.
     *
     * @param measured the results of an evaluation
     * @return this artifact with its new digest
     * @throws InvalidArtifactException if the manifest has changed since it was opened, cannot be written, or would be
     *     invalid with these figures; the manifest is unchanged in these cases
     */
    public ExplainerArtifact withMeasured(JsonNode measured) {
        return with("measured", measured);
    }

    /**
     * Replaces the profile in the manifest, as {@link #withMeasured} replaces the figures.
     *
     * @return this artifact with its new digest
     * @throws InvalidArtifactException as {@link #withMeasured} does
     */
    public ExplainerArtifact withProfile(Profile profile) {
        return with("profile", ManifestFile.JSON.valueToTree(profile));
    }

    private ExplainerArtifact with(String field, JsonNode value) {
        Path file = folder.resolve(MANIFEST);
        try {
            byte[] former = unchanged("Nothing was written to it; run the command again");
            ObjectNode tree = (ObjectNode) ManifestFile.JSON.readTree(former);
            tree.set(field, value);
            byte[] content = ManifestFile.JSON.writeValueAsBytes(tree);
            if (content.length > LARGEST_MANIFEST) {
                throw new InvalidArtifactException("The manifest in " + folder + " would have " + content.length
                        + " bytes with these figures; at most " + LARGEST_MANIFEST + " are allowed.");
            }
            Manifest next = ManifestFile.parse(file.toString(), content);
            Files.deleteIfExists(folder.resolve(SIGNATURE));
            replace(file, content);
            return new ExplainerArtifact(folder, next, Digests.sha256(content));
        } catch (IOException e) {
            throw new InvalidArtifactException(
                    "The manifest in " + folder + " cannot be rewritten: " + reason(e) + ".", e);
        }
    }

    /**
     * Signs the manifest, and replaces any previous signature.
     *
     * @throws InvalidArtifactException if the manifest has changed since it was opened
     * @throws IOException if the signature cannot be made or written
     */
    public void sign(SigningKey key) throws IOException {
        byte[] content = unchanged("It was not signed; check the manifest and sign it again");
        replace(folder.resolve(SIGNATURE), ManifestEnvelope.sign(content, key));
    }

    /** Returns whether there is a signature beside the manifest, from any signer. */
    public boolean isSigned() {
        return Files.exists(folder.resolve(SIGNATURE));
    }

    /**
     * Checks the signature of the manifest.
     *
     * @throws UntrustedManifestException if it is not signed with any of these keys
     * @throws IOException if the manifest or the signature cannot be read
     */
    public void checkSignature(TrustedKeys keys) throws IOException {
        Path signature = folder.resolve(SIGNATURE);
        keys.check(
                unchanged("Its signature was not checked; run the command again"),
                isSigned() ? Optional.of(RegularFile.read(signature, LARGEST_SIGNATURE)) : Optional.empty());
    }

    /** Returns the bytes of the manifest, and fails if they have changed since the artifact was opened. */
    private byte[] unchanged(String consequence) throws IOException {
        byte[] content = RegularFile.read(folder.resolve(MANIFEST), LARGEST_MANIFEST);
        if (!Digests.sha256(content).equals(digest)) {
            throw new InvalidArtifactException(
                    "The manifest in " + folder + " has changed since it was opened. " + consequence + ".");
        }
        return content;
    }

    /** Replaces a file atomically: a reader sees either the previous content or the new one. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.write(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Returns the folder of the SavedModel. */
    public Path savedModel() {
        return folder.resolve(SAVED_MODEL);
    }

    /** Returns the encoding of inputs for this explainer's graph, with the default limits for images. */
    public InputEncoding encoding() {
        return encoding(ImageLimits.usual());
    }

    /**
     * Returns the encoding of inputs for this explainer's graph.
     *
     * @param images size limits for images
     * @throws InvalidArtifactException if the artifact lacks a file for the encoding, or the file is not usable
     */
    public InputEncoding encoding(ImageLimits images) {
        Manifest.Input input = manifest.input();
        if (input.image() != null) {
            return new ImageEncoding(input.image(), images);
        }
        boolean subwords = input.tokens().unit() == TokenInput.Unit.SUBWORDS;
        String file = subwords ? TOKENIZER : VOCABULARY;
        if (!manifest.files().containsKey(file)) {
            throw new InvalidArtifactException("The explainer in " + folder + " has no " + file + " for its input.");
        }
        try {
            Tokenizer tokenizer = subwords
                    ? new SubwordTokenizer(
                            RegularFile.read(folder.resolve(TOKENIZER), SubwordTokenizer.LARGEST_FILE), input.tokens())
                    : Tokenizer.of(
                            VocabularyFile.read(
                                    folder.resolve(VOCABULARY), input.tokens().unit()),
                            input.tokens());
            return switch (input.kind()) {
                case MOLECULE -> new SmilesEncoding(tokenizer, input.tokens());
                default -> new TextEncoding(tokenizer, input.tokens());
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidArtifactException(
                    "The explainer in " + folder + " has no usable " + file + ": " + Quotes.oneLine(e.getMessage())
                            + ".",
                    e);
        }
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

    /**
     * Refuses files in the SavedModel's folder that the manifest does not list: TensorFlow would read them unchecked.
     */
    private static void checkSavedModel(Path folder, Set<String> listed) throws IOException {
        if (!listed.contains(SAVED_MODEL + "/saved_model.pb")) {
            throw new InvalidArtifactException("The manifest in " + folder + " lists no " + SAVED_MODEL + ".");
        }
        Path model = folder.resolve(SAVED_MODEL);
        try (Stream<Path> files = Files.walk(model, FileVisitOption.FOLLOW_LINKS)) {
            int count = 0;
            for (Path file : (Iterable<Path>) files::iterator) {
                String name =
                        SAVED_MODEL + "/" + model.relativize(file).toString().replace('\\', '/');
                if (++count > MOST_FILES_OF_A_MODEL || (!Files.isDirectory(file) && !listed.contains(name))) {
                    throw new InvalidArtifactException("The explainer in " + folder
                            + " has a file that its manifest does not list: " + Quotes.shown(name) + ".");
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
