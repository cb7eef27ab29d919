package io.maskstream.schemas.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainerArtifactTest {

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path root;

    private Path folder;
    private Path manifest;

    @BeforeEach
    void publish() {
        folder = new ArtifactStore(root)
                .publish(Drafts.named("esol"), Drafts::write)
                .folder();
        manifest = folder.resolve("manifest.json");
    }

    @Test
    void writesTheManifestForOthersToRead() throws IOException {
        JsonNode written = json.readTree(manifest.toFile());

        assertThat(written.path("format").intValue()).isEqualTo(2);
        assertThat(written.path("name").textValue()).isEqualTo("esol");
        assertThat(written.path("version").intValue()).isEqualTo(1);
        assertThat(written.path("input"))
                .isEqualTo(
                        json.readTree(
                                """
                        {"kind": "molecule", "tokens": {
                            "maximumLength": 8, "unit": "characters", "standardization": [], "firstId": 1,
                            "unknown": "refuse", "padding": 0, "paddingSide": "end", "truncation": "refuse",
                            "leading": [], "trailing": []}}
                        """));
        assertThat(written.path("output"))
                .isEqualTo(
                        json.readTree("{\"type\":\"value\",\"name\":\"aqueous solubility\",\"unit\":\"log mol/L\"}"));
        assertThat(written.path("signatures").path(1))
                .isEqualTo(json.readTree("{\"name\":\"verify_8\",\"length\":8,\"verifies\":true}"));
        assertThat(written.path("frozenModel"))
                .isEqualTo(json.readTree("{\"sha256\":\"" + "ab".repeat(32) + "\",\"description\":\"SMILES2vec\"}"));
        assertThat(written.path("files").path("saved_model/saved_model.pb").textValue())
                .isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    }

    @Test
    void readsFieldsThatItDoesNotKnow() throws IOException {
        edit(tree -> tree.put("author", "somebody"));

        assertThat(ExplainerArtifact.open(folder).manifest().name()).isEqualTo("esol");
    }

    @Test
    void opensAFolderByAnyOfItsPaths() {
        Path roundabout = folder.resolve("saved_model/../../1/.");

        assertThat(ExplainerArtifact.open(roundabout).manifest().version()).isEqualTo(1);
    }

    @Test
    void encodesWithItsVocabularyAndLength() {
        SmilesEncoding encoding =
                (SmilesEncoding) ExplainerArtifact.open(folder).encoding();

        assertThat(encoding.kind()).isEqualTo(InputKind.MOLECULE);
        assertThat(encoding.vocabulary()).containsExactly("C", "O", "(", ")", "=");
        assertThat(encoding.maximumLength()).isEqualTo(8);
    }

    @Test
    void encodesReviewsByTheirWords() {
        ExplainerArtifact artifact = new ArtifactStore(root)
                .publish(Drafts.ofReviews("imdb"), folder -> Drafts.write(folder, "<unknown>\nfilm\nna\u00efve\n"));

        TextEncoding encoding = (TextEncoding) artifact.encoding();

        assertThat(encoding.kind()).isEqualTo(InputKind.REVIEW);
        assertThat(encoding.vocabulary()).containsExactly("<unknown>", "film", "na\u00efve");
        assertThat(encoding.maximumLength()).isEqualTo(8);
    }

    @Test
    void encodesNoReviewWithAVocabularyOfCharacters() {
        ExplainerArtifact artifact = new ArtifactStore(root).publish(Drafts.ofReviews("imdb"), Drafts::write);

        assertThatThrownBy(artifact::encoding)
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessage("The explainer in " + artifact.folder() + " has no usable vocabulary.txt: a vocabulary of"
                        + " words must start with '<unknown>', but this one starts with 'C'.");
    }

    @Test
    void encodesImagesInTheSizeThatTheManifestSays() throws IOException {
        edit(tree ->
                tree.putObject("input").put("kind", "image").put("width", 12).put("height", 10));

        EncodedInput encoded = ExplainerArtifact.open(folder)
                .encoding()
                .encode(new Image(ByteBuffer.wrap(new byte[3 * 8 * 8]), new ImageSize(8, 8)));
        assertThat(encoded.length()).isEqualTo(120);
    }

    @Test
    void refusesAManifestForImagesOfNoSize() throws IOException {
        edit(tree -> tree.putObject("input").put("kind", "image").put("width", 12));

        assertInvalid("The manifest " + manifest + " is damaged: field 'height' is missing in 'input'.");
    }

    @Test
    void refusesAFolderWithoutAManifest() throws IOException {
        Files.delete(manifest);

        assertInvalid("There is no explainer in " + folder + ": it has no manifest.json.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model/saved_model.pb", "vocabulary.txt"})
    void refusesAFileThatWasChanged(String name) throws IOException {
        byte[] content = Files.readAllBytes(folder.resolve(name));
        String expected = Digests.sha256(content);
        content[0]++;
        Files.write(folder.resolve(name), content);

        assertInvalid("The explainer in " + folder + " is damaged: " + name + " has the SHA-256 digest "
                + Digests.sha256(content) + ", but its manifest says " + expected + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model/saved_model.pb", "vocabulary.txt"})
    void refusesAFileThatIsMissingOrNoFile(String name) throws IOException {
        Files.delete(folder.resolve(name));
        assertInvalid("The explainer in " + folder + " is incomplete: " + name + " is missing.");

        Files.createDirectory(folder.resolve(name));
        assertInvalid("The explainer in " + folder + " is incomplete: " + name + " is missing.");
    }

    @Test
    void refusesAFileInTheSavedModelThatNobodyVouchesFor() throws IOException {
        Path variables = Files.createDirectory(folder.resolve("saved_model/variables"));
        Files.write(variables.resolve("variables.index"), new byte[1]);

        assertInvalid("The explainer in " + folder
                + " has a file that its manifest does not list: saved_model/variables/variables.index.");
    }

    @Test
    void refusesAFileBehindALinkThatNobodyVouchesFor() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.write(elsewhere.resolve("variables.index"), new byte[1]);
        Files.createSymbolicLink(folder.resolve("saved_model/variables"), elsewhere);

        assertInvalid("The explainer in " + folder
                + " has a file that its manifest does not list: saved_model/variables/variables.index.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "saved_model/../../secret", "/etc/hostname"})
    void refusesToLookOutsideOfItsFolder(String name) throws IOException {
        Files.writeString(root.resolve("secret"), "secret");
        edit(tree -> ((ObjectNode) tree.get("files")).put(name, Digests.sha256("secret".getBytes(UTF_8))));

        assertInvalid("The manifest in " + folder + " lists a file outside of its folder: " + name + ".");
    }

    @Test
    void refusesAManifestThatListsNoSavedModel() throws IOException {
        edit(tree -> ((ObjectNode) tree.get("files")).remove("saved_model/saved_model.pb"));

        assertInvalid("The manifest in " + folder + " lists no saved_model.");
    }

    @Test
    void refusesAnotherFormatHoweverItLooks() throws IOException {
        Files.writeString(manifest, "{\"format\": 3, \"name\": [\"esol\"]}");

        assertInvalid(
                "The manifest " + manifest + " has format 3; this version of maskstream reads the formats 1 and 2.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {}                                  | field 'format' is missing
            []                                  | field 'format' is missing
            ``                                  | field 'format' is missing
            {"format": "1"}                     | field 'format' is missing
            {"format": 1                        | it is not valid JSON at line 1
            {"format": 1}                       | field 'version' is missing or has the wrong type
            {"format": 1, "version": 1, "name": "../x"} | an explainer's name has letters, digits, dots, dashes and underscores, and starts with a letter or digit; '../x' is not valid
            {"format": 1, "version": 1, "version": 2} | Duplicate field 'version' at line 1
            {"format": 1, "version": 1.5}       | field 'version' is missing or has the wrong type
            {"format": 1, "version": -1, "name": "x"} | field 'version' must be between 0 and 999999999, not -1
            {"format": 1, "input": {"kind": "image", "width": 65536, "height": 65536}} | field 'width' must be between 1 and 4096, not 65536 in 'input'
            {"format": 1, "input": {"kind": "molecule", "maximumLength": -8}} | field 'maximumLength' must be between 1 and 100000, not -8 in 'input'
            {"format": 1, "output": {"type": "classes", "name": "x", "classes": ["a", null]}} | field 'classes[1]' is missing in 'output'
            {"format": 1, "output": {"type": "classes", "name": "x", "classes": []}} | field 'classes' is empty in 'output'
            {"format": 1, "signatures": [{"name": "a", "length": 2147483647, "verifies": true}]} | field 'length' must be between 1 and 16777216, not 2147483647 in 'signatures[0]'
            {"format": 1, "frozenModel": {"sha256": "AB"}} | field 'sha256' is not a SHA-256 digest (64 hex digits in lower case) in 'frozenModel'
            {"format": 1, "input": {}}          | field 'kind' is missing in 'input'
            {"format": 1, "input": 1}           | field 'input' is missing or has the wrong type
            {"format": 1, "input": {"kind": "sound"}} | field 'input.kind' is missing or has the wrong type
            {"format": 1, "output": {"type": "value", "name": "x"}} | field 'unit' is missing in 'output'
            {"format": 1, "output": {"type": "classes", "name": "x"}} | field 'classes' is missing in 'output'
            {"format": 1, "signatures": [{"verifies": true}]} | field 'name' is missing in 'signatures[0]'
            {"format": 1, "signatures": [{"name": "a", "verifies": null}]} | field 'signatures[0].verifies' is missing or has the wrong type
            """)
    void refusesAManifestThatIsDamaged(String content, String reason) throws IOException {
        Files.writeString(manifest, content);

        assertInvalid("The manifest " + manifest + " is damaged: " + reason + ".");
    }

    @Test
    void refusesNullsAndNamesThatAreNone() throws IOException {
        edit(tree -> ((ObjectNode) tree.get("files")).putNull("x"));
        assertInvalid("The manifest " + manifest
                + " is damaged: field 'files' has no SHA-256 digest (64 hex digits in lower case) of x.");
        edit(tree -> ((ObjectNode) tree.get("files")).remove("x"));
        edit(tree -> ((ArrayNode) tree.get("signatures")).addNull());
        assertInvalid("The manifest " + manifest + " is damaged: field 'signatures[2]' is missing.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model//x", "./vocabulary.txt", "a/../vocabulary.txt", "manifest.json"})
    void refusesNamesOfFilesThatAreDetours(String name) throws IOException {
        edit(tree -> ((ObjectNode) tree.get("files")).put(name, "ab".repeat(32)));

        assertInvalid("The manifest in " + folder + " lists an invalid file name: " + name + ".");
    }

    @Test
    void refusesAManifestThatIsTooLargeOrTooDeepOrNoFile() throws Exception {
        String whole = Files.readString(manifest);
        Files.writeString(manifest, whole + " ".repeat(1 << 20));
        assertThatThrownBy(() -> ExplainerArtifact.open(folder))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessageContaining("manifest.json has more than 1048576 bytes");

        for (String deep : new String[] {"[".repeat(2000), "{\"format\":1,\"fit\":" + "[".repeat(2000)}) {
            Files.writeString(manifest, deep);
            assertThatThrownBy(() -> ExplainerArtifact.open(folder))
                    .isInstanceOf(InvalidArtifactException.class)
                    .hasMessageContaining("nesting depth");
        }

        Files.delete(manifest);
        assertThat(new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor())
                .isZero();
        assertInvalid("There is no explainer in " + folder + ": it has no manifest.json.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "input", "output", "signatures", "frozenModel", "files"})
    void namesTheFieldThatIsMissing(String field) throws IOException {
        edit(tree -> tree.remove(field));

        assertInvalid("The manifest " + manifest + " is damaged: field '" + field + "' is missing.");
    }

    @Test
    void encodesNothingWithoutAVocabularyThatItVouchesFor() throws IOException {
        edit(tree -> ((ObjectNode) tree.get("files")).remove("vocabulary.txt"));

        assertNoEncoding("The explainer in " + folder + " has no vocabulary.txt for its input.");
    }

    @Test
    void refusesAManifestForTokensOfNoLength() throws IOException {
        edit(tree -> tree.withObject("/input/tokens").remove("maximumLength"));

        assertInvalid("The manifest " + manifest
                + " is damaged: field 'input.tokens.maximumLength' is missing or has the wrong type.");
    }

    @Test
    void encodesNothingWithAVocabularyThatIsNone() throws IOException {
        Files.writeString(folder.resolve("vocabulary.txt"), "C\nBr\n");
        edit(tree -> ((ObjectNode) tree.get("files")).put("vocabulary.txt", Digests.sha256("C\nBr\n".getBytes(UTF_8))));

        assertNoEncoding("The explainer in " + folder
                + " has no usable vocabulary.txt: a vocabulary of characters has one per line, but line 2 is 'Br'.");
    }

    private void edit(Consumer<ObjectNode> change) throws IOException {
        ObjectNode tree = (ObjectNode) json.readTree(manifest.toFile());
        change.accept(tree);
        json.writeValue(manifest.toFile(), tree);
    }

    private void assertInvalid(String message) {
        assertThatThrownBy(() -> ExplainerArtifact.open(folder))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessage(message);
    }

    private void assertNoEncoding(String message) {
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        assertThatThrownBy(artifact::encoding)
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessage(message);
    }
}
