package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

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
    void theShippedImagesAreOneForEachClassOfCifar10() {
        assertThat(DemoRequest.shipped(InputKind.IMAGE))
                .extracting(DemoRequest::id)
                .containsExactlyInAnyOrder(
                        "image-airplane",
                        "image-automobile",
                        "image-bird",
                        "image-cat",
                        "image-deer",
                        "image-dog",
                        "image-frog",
                        "image-horse",
                        "image-ship",
                        "image-truck");
        assertThat(inputs(InputKind.IMAGE)).allSatisfy(input -> {
            BufferedImage picture = ExplainedImage.picture((Image) input);
            assertThat(picture.getWidth()).isEqualTo(128);
            assertThat(picture.getHeight()).isEqualTo(128);
        });
    }

    @Test
    void takesTheKindsInTurn() {
        List<DemoRequest> mixed = DemoRequest.shipped(List.of(InputKind.REVIEW, InputKind.IMAGE));
        DemoRequest review = DemoRequest.shipped(InputKind.REVIEW).get(0);
        DemoRequest image = DemoRequest.shipped(InputKind.IMAGE).get(0);
        assertThat(mixed)
                .startsWith(review, image)
                .hasSize(DemoRequest.shipped(InputKind.REVIEW).size()
                        + DemoRequest.shipped(InputKind.IMAGE).size())
                .doesNotHaveDuplicates();
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
