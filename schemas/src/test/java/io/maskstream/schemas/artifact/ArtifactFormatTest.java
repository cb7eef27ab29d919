package io.maskstream.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.Side;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.text.TextNormalization;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The input encodings in manifests of formats 1 and 2. */
class ArtifactFormatTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path root;

    /** The input fields of the shipped explainers' first versions. */
    @Test
    void readsAndEncodesByFormat1AsItWasPublished() throws IOException {
        ExplainerArtifact molecules = ofFormat1(
                Drafts.named("molecules"), "{'kind': 'molecule', 'maximumLength': 104}", "(\n)\n=\nC\nO\nl\n");
        assertThat(molecules.manifest().format()).isEqualTo(1);
        assertThat(molecules.manifest().input().tokens()).isEqualTo(TokenInput.smiles(104));
        assertThat(((TokenSequence) molecules.encoding().encode(new Molecule(" CC(=O)Cl "))).ids())
                .isEqualTo(new int[] {4, 4, 1, 3, 5, 2, 4, 6});

        ExplainerArtifact reviews = ofFormat1(
                Drafts.ofReviews("reviews"),
                "{'kind': 'review', 'maximumLength': 500, 'normalization': 'unicode-1'}",
                "<unknown>\nit's\na\nfilm\n");
        assertThat(reviews.manifest().input().tokens()).isEqualTo(TokenInput.words(500, TextNormalization.UNICODE_1));
        assertThat(((TokenSequence) reviews.encoding().encode(new Review("It&rsquo;s a \ufb01lm"))).ids())
                .isEqualTo(new int[] {2, 3, 4});

        ExplainerArtifact images = ofFormat1(
                Drafts.taking(Drafts.ofReviews("images"), 2, Manifest.Input.images(32, 32)),
                "{'kind': 'image', 'width': 32, 'height': 32}",
                "");
        assertThat(images.manifest().input().image()).isEqualTo(ImageInput.argb(32, 32));
        byte[] rgb = new byte[3 * 32 * 32];
        Arrays.fill(rgb, (byte) 7);
        rgb[1] = 9;
        InputTensor tensor = images.manifest().input().tensor();
        ByteBuffer batch = tensor.batch(
                List.of(images.encoding().encode(new Image(ByteBuffer.wrap(rgb), new ImageSize(32, 32)))), 1024);
        assertThat(batch.getInt(0)).isEqualTo(0xFF070907);
        assertThat(batch.getInt(4)).isEqualTo(0xFF070707);
        assertThat(batch.remaining()).isEqualTo(4 * 1024);
    }

    /** Publishes an artifact and rewrites its manifest with the input fields of format 1. */
    private ExplainerArtifact ofFormat1(Manifest draft, String input, String vocabulary) throws IOException {
        Path folder = new ArtifactStore(root)
                .publish(draft, to -> Drafts.write(to, vocabulary))
                .folder();
        Path manifest = folder.resolve("manifest.json");
        ObjectNode tree = (ObjectNode) JSON.readTree(manifest.toFile());
        tree.put("format", 1).set("input", JSON.readTree(input.replace('\'', '"')));
        JSON.writeValue(manifest.toFile(), tree);
        return ExplainerArtifact.open(folder);
    }

    static Stream<Manifest.Input> inputs() {
        return Stream.of(
                new Manifest.Input(
                        InputKind.REVIEW,
                        new TokenInput(
                                40,
                                Unit.WHITESPACE,
                                null,
                                List.of(TextStep.lowercase(Letters.ASCII), TextStep.replacing("[!']", "")),
                                2,
                                Unknown.REPLACE,
                                1,
                                0,
                                Side.START,
                                Truncation.END,
                                List.of(5),
                                List.of(6, 7)),
                        null),
                new Manifest.Input(
                        InputKind.REVIEW, TokenInput.subwords(128, 100, 999, 0, Side.END, Truncation.END), null),
                new Manifest.Input(InputKind.IMAGE, null, ImageInput.channelsLast(160, 96, 1, 20, 12)),
                Manifest.Input.images(32, 32),
                Manifest.Input.tokens(InputKind.MOLECULE, 104),
                new Manifest.Input(InputKind.MOLECULE, TokenInput.atoms(104), null));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void readsWhatItWrites(Manifest.Input input) throws IOException {
        Manifest draft = Drafts.named("mine");
        ExplainerArtifact written = new ArtifactStore(root).publish(Drafts.taking(draft, 1, input), Drafts::write);

        Manifest read = ExplainerArtifact.open(written.folder()).manifest();
        assertThat(read.input()).isEqualTo(input);
        assertThat(read.format()).isEqualTo(2);
        assertThat(Files.readString(written.folder().resolve("manifest.json"))).contains("\"format\" : 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"kind": "review", "tokens": TOKENS, "image": {}} | field 'input.image.width' is missing or has the wrong type
            {"kind": "review"} | field 'tokens' is missing in 'input'
            {"kind": "image"} | field 'image' is missing in 'input'
            {"kind": "image", "tokens": TOKENS} | field 'image' is missing in 'input'
            {"kind": "review", "tokens": TOKENS, "image": IMAGE} | field 'image' does not belong to a review in 'input'
            {"kind": "image", "tokens": TOKENS, "image": IMAGE} | field 'tokens' does not belong to an image in 'input'
            {"kind": "review", "tokens": TOKENS, "maximumLength": 8} | fields 'maximumLength', 'width', 'height' and 'normalization' belong into 'tokens' or 'image', not beside them in 'input'
            {"kind": "review", "tokens": {"maximumLength": 8, "unit": "atoms", "firstId": 1, "unknown": "replace", "unknownId": 1, "padding": 0, "paddingSide": "end", "truncation": "refuse"}} | the unit 'atoms' belongs to molecules alone in 'input'
            {"kind": "review", "tokens": [8]} | field 'input.tokens' is missing or has the wrong type
            """)
    void refusesInputsThatAreNone(String input, String reason) {
        assertDamaged(input, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "unit": null          | field 'unit' is missing
            "unit": "sentences"   | field 'input.tokens.unit' is missing or has the wrong type
            "unit": 1             | field 'input.tokens.unit' is missing or has the wrong type
            "maximumLength": 0    | field 'maximumLength' must be between 1 and 100000, not 0
            "maximumLength": "8"  | field 'input.tokens.maximumLength' is missing or has the wrong type
            "firstId": -1         | field 'firstId' must be between 0 and 100000000, not -1
            "firstId": 2147483648 | field 'input.tokens.firstId' is missing or has the wrong type
            "padding": -1         | field 'padding' must be between 0 and 100000000, not -1
            "unknown": null       | field 'unknown' is missing
            "unknown": "drop"     | field 'unknownId' is needed if 'unknown' is 'replace', and only then
            "unknownId": null     | field 'unknownId' is needed if 'unknown' is 'replace', and only then
            "unknownId": -5       | field 'unknownId' must be between 0 and 100000000, not -5
            "unknownId": 1.5      | field 'input.tokens.unknownId' is missing or has the wrong type
            "paddingSide": null   | field 'paddingSide' is missing
            "truncation": null    | field 'truncation' is missing
            "leading": [1, null]  | field 'leading[1]' is missing
            "leading": [-1]       | field 'leading[0]' must be between 0 and 100000000, not -1
            "leading": 1          | field 'input.tokens.leading' is missing or has the wrong type
            "leading": [1, 2, 3, 4, 5, 6, 7], "trailing": [8] | field 'maximumLength' leaves no room between the special tokens
            "normalization": "unicode-1" | field 'normalization' belongs to the unit 'words' alone
            "standardization": [null]    | field 'standardization[0]' is missing
            "standardization": [{}]      | a step of field 'standardization' has either 'lowercase', or 'replace' and 'with'
            "standardization": [{"replace": "a"}] | a step of field 'standardization' has either 'lowercase', or 'replace' and 'with'
            "standardization": [{"lowercase": "ascii", "replace": "a", "with": ""}] | a step of field 'standardization' has either 'lowercase', or 'replace' and 'with'
            "unit": "words", "standardization": [{"lowercase": "ascii"}] | field 'standardization' does not belong to the units 'words' and 'subwords', which have rules of their own
            "unit": "atoms" | the unit 'atoms' needs 'unknown' of 'replace' or 'refuse', 'truncation' of 'refuse', and no 'standardization'
            "unit": "atoms", "truncation": "refuse", "unknown": "drop", "unknownId": null | the unit 'atoms' needs 'unknown' of 'replace' or 'refuse', 'truncation' of 'refuse', and no 'standardization'
            "unit": "subwords", "unknown": "refuse", "unknownId": null | field 'unknown' must be 'replace' or 'drop' with the unit 'subwords', not 'refuse'
            """)
    void refusesRulesForTokensThatAreNone(String fields, String reason) {
        assertDamaged(
                "{\"kind\": \"review\", \"tokens\": " + changed(TOKENS, fields) + "}",
                reason,
                reason + " in 'input.tokens'",
                reason + " in 'input.tokens.standardization[0]'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "width": 0        | field 'width' must be between 1 and 4096, not 0
            "height": 5000    | field 'height' must be between 1 and 4096, not 5000
            "channels": 2     | field 'channels' must be 1, 3 or 4, not 2
            "channels": null  | field 'input.image.channels' is missing or has the wrong type
            "layout": null    | field 'layout' is missing
            "layout": "argb"  | the layout 'argb' has 3 channels, not 1
            "layout": "argb", "channels": 3 | the layout 'argb' needs a mask of the image's size
            "maskWidth": 0    | field 'maskWidth' must be between 1 and 160, not 0
            "maskHeight": 97  | field 'maskHeight' must be between 1 and 96, not 97
            """)
    void refusesRulesForImagesThatAreNone(String fields, String reason) {
        assertDamaged(
                "{\"kind\": \"image\", \"image\": " + changed(IMAGE, fields) + "}",
                reason,
                reason + " in 'input.image'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"unit": "log mol/L"}              | field 'evidence.unit' must be that of the output, 'probability', not 'log mol/L'
            {}                                 | field 'unit' is missing in 'evidence'
            {"unit": "probability"}            | field 'evidence.height' is missing
            {"unit": "probability", "height": 8} | field 'evidence.width' is missing
            {"unit": "probability", "height": 97, "width": 8} | field 'evidence.height' must be between 1 and 96, not 97
            {"unit": "probability", "height": 8, "width": 0} | field 'evidence.width' must be between 1 and 160, not 0
            {"unit": "probability", "height": 8, "width": 8.5} | field 'evidence.width' is missing or has the wrong type
            """)
    void refusesEvidenceOfImagesThatIsNone(String evidence, String reason) {
        assertDamagedEvidence("{\"kind\": \"image\", \"image\": IMAGE}", CLASSES, evidence, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"unit": "probability"}               | field 'evidence.unit' must be that of the output, 'log mol/L', not 'probability'
            {"unit": "log mol/L", "height": 8}    | fields 'evidence.height' and 'evidence.width' do not belong to a review
            """)
    void refusesEvidenceOfTokensThatIsNone(String evidence, String reason) {
        assertDamagedEvidence("{\"kind\": \"review\", \"tokens\": TOKENS}", VALUE, evidence, reason);
    }

    @Test
    void keepsTheEvidenceThatAnExplainerGives() throws IOException {
        Manifest.Evidence tokens = new Manifest.Evidence("log mol/L", null, null);
        assertThat(tokens.parts(8)).isEqualTo(8);
        assertThat(new Manifest.Evidence("probability", 8, 4).parts(1024)).isEqualTo(32);

        ExplainerArtifact written =
                new ArtifactStore(root).publish(Drafts.with(Drafts.named("signed"), tokens), Drafts::write);
        ExplainerArtifact without = new ArtifactStore(root).publish(Drafts.named("unsigned"), Drafts::write);

        assertThat(ExplainerArtifact.open(written.folder()).manifest().evidence())
                .isEqualTo(tokens);
        assertThat(Files.readString(without.folder().resolve("manifest.json"))).doesNotContain("evidence");
    }

    private static final String CLASSES =
            "{\"type\": \"classes\", \"name\": \"animal\", \"classes\": [\"cat\", \"dog\"]}";

    private static final String VALUE =
            "{\"type\": \"value\", \"name\": \"aqueous solubility\", \"unit\": \"log mol/L\"}";

    private static final String TOKENS =
            """
            {"maximumLength": 8, "unit": "whitespace", "firstId": 2, "unknown": "replace", "unknownId": 1, "padding": 0,
             "paddingSide": "end", "truncation": "end"}
            """;

    private static final String IMAGE =
            """
            {"width": 160, "height": 96, "channels": 1, "layout": "channels_last", "maskWidth": 20, "maskHeight": 12}
            """;

    private static String changed(String object, String fields) {
        try {
            return JSON.readerForUpdating(JSON.readTree(object))
                    .readValue("{" + fields + "}")
                    .toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(fields, e);
        }
    }

    private static void assertDamagedEvidence(String input, String output, String evidence, String reason) {
        assertDamaged(
                input + ", \"name\": \"mine\", \"version\": 1, \"signatures\": [], \"files\": {}, \"output\": " + output
                        + ", \"frozenModel\": {\"sha256\": \"" + "ab".repeat(32) + "\"}, \"evidence\": " + evidence,
                reason);
    }

    private static void assertDamaged(String input, String... reasons) {
        String content =
                "{\"format\": 2, \"input\": " + input.replace("TOKENS", TOKENS).replace("IMAGE", IMAGE) + "}";
        Path file = Path.of("m");
        assertThatThrownBy(() -> ManifestFile.read(file, content.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidArtifactException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .isIn(Arrays.stream(reasons)
                                .map(reason -> "The manifest m is damaged: " + reason + ".")
                                .toList()));
    }
}
