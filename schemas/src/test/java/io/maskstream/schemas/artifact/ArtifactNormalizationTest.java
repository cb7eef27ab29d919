package io.maskstream.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.TextNormalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text normalization in an explainer's manifest. */
class ArtifactNormalizationTest {

    private static final String DECOMPOSED = "cafe\u0301 don&rsquo;t";

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path root;

    @Test
    void writesAndReadsTheNormalisationOfTexts() throws IOException {
        ExplainerArtifact artifact = published(Manifest.Input.texts(8, TextNormalization.UNICODE_1));

        JsonNode written = json.readTree(
                        artifact.folder().resolve("manifest.json").toFile())
                .path("input");
        assertThat(written.path("tokens").path("normalization").textValue()).isEqualTo("unicode-1");
        assertThat(encoding(artifact).normalization()).isEqualTo(TextNormalization.UNICODE_1);
        assertThat(encoding(artifact).encode(DECOMPOSED).ids()).isEqualTo(new int[] {2, 3});
    }

    @Test
    void encodesAsItDidWhereTheManifestSaysNothing() throws IOException {
        ExplainerArtifact artifact = published(Manifest.Input.texts(8, TextNormalization.NONE));

        JsonNode written = json.readTree(
                        artifact.folder().resolve("manifest.json").toFile())
                .path("input");
        assertThat(written.path("tokens").has("normalization")).isFalse();
        assertThat(Manifest.Input.texts(8, TextNormalization.NONE))
                .isEqualTo(Manifest.Input.tokens(InputKind.REVIEW, 8));
        assertThat(encoding(artifact).normalization()).isEqualTo(TextNormalization.NONE);
        assertThat(encoding(artifact).encode("caf\u00e9 " + DECOMPOSED).ids()).isEqualTo(new int[] {2, 1, 1, 1, 1});
    }

    /** Compares encodings without normalization with those that the manifest specifies. */
    @Test
    void keepsWhatTheShippedVocabularyMakesOfAText() throws IOException {
        String text =
                "It&rsquo;s a wonder\u00adful \ufb01lm, don\u00b4t miss it! A cliche\u0301 caf\u00e9 isn\u2019t bad."
                        + "<br />\uff26\uff49\uff4c\uff4d \u2161 \u00bd";
        List<String> vocabulary = Files.readAllLines(Path.of("../deploy/explainers/imdb/1/vocabulary.txt"));

        assertThat(new TextEncoding(vocabulary, 500, TextNormalization.NONE)
                        .encode(text)
                        .ids())
                .isEqualTo(new int[] {9, 1, 491, 4, 598, 1, 1, 1466, 749, 720, 9, 4, 1, 10338, 214, 76, 1});
        TextEncoding shipped = encoding(new ArtifactStore(Path.of("../deploy/explainers")).openLatest("imdb"));
        assertThat(shipped.normalization()).isEqualTo(TextNormalization.UNICODE_1);
        assertThat(shipped.encode(text).ids())
                .isEqualTo(new int[] {42, 4, 391, 19, 89, 720, 9, 4, 1650, 10338, 214, 76, 19, 1515});
    }

    @Test
    void refusesANormalisationThatItDoesNotKnow() throws IOException {
        ExplainerArtifact artifact = published(Manifest.Input.texts(8, TextNormalization.UNICODE_1));
        Path manifest = artifact.folder().resolve("manifest.json");
        JsonNode tree = json.readTree(manifest.toFile());
        ((ObjectNode) tree.path("input").path("tokens")).put("normalization", "unicode-9");
        json.writeValue(manifest.toFile(), tree);

        assertThatThrownBy(() -> ExplainerArtifact.open(artifact.folder()))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessage("The manifest " + manifest + " is damaged: this version of maskstream does not know the"
                        + " normalization 'unicode-9', only 'unicode-1' in 'input.tokens'.");
    }

    @Test
    void normalisesTextsAlone() {
        assertThatThrownBy(() -> Manifest.Input.read(InputKind.MOLECULE, null, null, 8, null, null, "unicode-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'normalization' belongs to reviews alone");
    }

    private ExplainerArtifact published(Manifest.Input input) {
        Manifest draft = Drafts.ofReviews("imdb");
        return new ArtifactStore(root)
                .publish(
                        Drafts.taking(draft, draft.format(), input),
                        folder -> Drafts.write(folder, "<unknown>\ncaf\u00e9\ndon't\n"));
    }

    private static TextEncoding encoding(ExplainerArtifact artifact) {
        return (TextEncoding) artifact.encoding();
    }
}
