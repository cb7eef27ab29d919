package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.demo.drawing.Drawing;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.TextNormalization;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.Review;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRequestTest {

    @Test
    void theShippedMoleculesAreValid() {
        List<Object> molecules = inputs(InputKind.MOLECULE);
        assertThat(molecules).hasSizeGreaterThanOrEqualTo(10).allSatisfy(input -> {
            String smiles = ((Molecule) input).getSmiles();
            assertThat(SmilesAtoms.ofCharacters(smiles)).hasSameSizeAs(smiles.toCharArray());
        });
    }

    @Test
    void theShippedReviewsAreShortAndLongAndNotAsciiAlone() {
        List<String> reviews = inputs(InputKind.REVIEW).stream()
                .map(input -> ((Review) input).getText())
                .toList();
        TextEncoding encoding = new TextEncoding(
                TextEncoding.vocabularyOf(reviews, 5000, TextNormalization.UNICODE_1),
                500,
                TextNormalization.UNICODE_1);
        assertThat(reviews).hasSizeBetween(12, 16);
        assertThat(reviews.stream().mapToInt(review -> encoding.encode(review).length()))
                .anyMatch(words -> words < 20)
                .anyMatch(words -> words > 250)
                .allMatch(words -> words >= 10 && words < 500);
        assertThat(reviews).anyMatch(review -> review.codePoints().anyMatch(Character::isSupplementaryCodePoint));
    }

    @Test
    void theShippedImagesAreTheDrawingsAsPng() {
        List<Object> images = inputs(InputKind.IMAGE);
        assertThat(images).hasSameSizeAs(Drawing.values());
        for (Drawing drawing : Drawing.values()) {
            BufferedImage decoded = ExplainedImage.picture((Image) images.get(drawing.ordinal()));
            assertThat(pixels(decoded)).isEqualTo(pixels(drawing.image()));
        }
        assertThat(DemoRequest.shipped(InputKind.IMAGE))
                .extracting(DemoRequest::id)
                .contains("image-ship");
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void noTwoOfTheShippedOnesShareAName() {
        assertThat(Stream.of(InputKind.values()).flatMap(kind -> DemoRequest.shipped(kind).stream()))
                .extracting(DemoRequest::id)
                .doesNotHaveDuplicates();
    }

    private static List<Object> inputs(InputKind kind) {
        return DemoRequest.shipped(kind).stream()
                .map(request -> new RequestReader().read(request.value()).getInput())
                .toList();
    }

    @Test
    void takesTheTextOfALineThatIsNoRequestForItsId(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("requests.jsonl"), "{\"id\":\"e\",\"smiles\":\"CCO\"}\n\n{\"smiles\":\"C\"}\n");
        assertThat(DemoRequest.in(file))
                .containsExactly(
                        new DemoRequest("e", "{\"id\":\"e\",\"smiles\":\"CCO\"}"),
                        new DemoRequest("{\"smiles\":\"C\"}", "{\"smiles\":\"C\"}"));
    }
}
