package io.maskstream.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.Span;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {

    @TempDir
    Path folder;

    @Test
    void aSheetShowsImageMaskAndWhatTheMaskLeaves() {
        int[] argb = new int[1024];
        float[] mask = new float[1024];
        Arrays.fill(argb, 0xFFC86432);
        mask[0] = 0.5f;
        mask[1023] = 1;

        ImageSheet drawing = new ImageSheet(ImageInput.argb(32, 32));
        BufferedImage sheet = drawing.draw(Collections.nCopies(11, new ImageSheet.Entry(argb, mask, "airplane")));

        int cell = drawing.cellWidth();
        int left = ImageSheet.GAP;
        int top = ImageSheet.GAP;
        assertThat(sheet.getWidth()).isEqualTo(left + ImageSheet.ACROSS * (cell + ImageSheet.GAP));
        assertThat(sheet.getRGB(left, top)).isEqualTo(0xFFC86432);
        int maskTop = top + cell + ImageSheet.GAP / 2;
        assertThat(sheet.getRGB(left, maskTop)).isEqualTo(0xFF808080);
        assertThat(sheet.getRGB(left + cell - 1, maskTop + cell - 1)).isEqualTo(0xFFFFFFFF);
        assertThat(sheet.getRGB(left + cell / 2, maskTop + cell / 2)).isEqualTo(0xFF000000);
        int leftTop = maskTop + cell + ImageSheet.GAP / 2;
        assertThat(sheet.getRGB(left, leftTop)).isEqualTo(0xFF643219);
        assertThat(sheet.getRGB(left + cell - 1, leftTop + cell - 1)).isEqualTo(0xFFC86432);
        int caption = leftTop + cell + 1;
        boolean written = false;
        for (int y = caption; y < caption + ImageSheet.CAPTION; y++) {
            for (int x = left; x < left + cell; x++) {
                written |= (sheet.getRGB(x, y) & 0xFF) < 100;
            }
        }
        assertThat(written).as("a caption").isTrue();
    }

    @Test
    void aCoarseMaskIsStretchedOverAPictureThatIsNoSquare() {
        ImageSheet drawing = new ImageSheet(ImageInput.channelsLast(64, 32, 1, 2, 1));
        int[] argb = new int[64 * 32];
        Arrays.fill(argb, 0xFFFFFFFF);

        BufferedImage sheet = drawing.draw(List.of(new ImageSheet.Entry(argb, new float[] {0, 1}, "")));

        assertThat(drawing.cellHeight()).isEqualTo(drawing.cellWidth() / 2);
        int maskTop = ImageSheet.GAP + drawing.cellHeight() + ImageSheet.GAP / 2;
        assertThat(sheet.getRGB(ImageSheet.GAP + drawing.cellWidth() / 2 - 1, maskTop))
                .isEqualTo(0xFF000000);
        assertThat(sheet.getRGB(ImageSheet.GAP + drawing.cellWidth() / 2, maskTop))
                .isEqualTo(0xFFFFFFFF);
    }

    @Test
    void textIsNeverMarkup() throws IOException {
        HtmlPage page = new HtmlPage("A <b>title</b>");
        String text = "Bad <script>alert(1)</script> \ud83d\ude42 film";
        TextPage.highlight(
                page, text, List.of(new Span(0, 3, Span.NO_ATOM), new Span(32, 36, Span.NO_ATOM)), new float[] {
                    0.75f, 0.2f
                });

        String html = Files.readString(page.write(folder.resolve("page.html")));

        assertThat(html)
                .contains("<mark style=\"--weight:0.75\" title=\"0.75\">Bad</mark>")
                .contains("\ud83d\ude42 <mark style=\"--weight:0.20\" title=\"0.20\">film</mark>")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "A &lt;b&gt;title&lt;/b&gt;")
                .doesNotContain("<script", "http://", "https://");
    }

    @Test
    void curvesAreDrawnFromTheFigures() throws IOException {
        List<Path> files = CurvePlots.write(
                folder,
                new ObjectMapper()
                        .readTree(
                                """
                                {"records": 3, "whole": 0.9, "better": {"insertion": "higher", "deletion": "lower"},
                                 "replacements": ["blur"],
                                 "methods": {"mask": {
                                  "insertion": {"blur": {"byShare": {"5%": {"mean": 0.2}, "50%": {"mean": 0.9}}}},
                                  "deletion": {"blur": {"byShare": {"5%": {"mean": 0.9}, "50%": {"mean": 0.1}}}}}}}
                                """),
                "pixels");

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("insertion-blur.png", "deletion-blur.png");
        for (Path file : files) {
            BufferedImage plot = ImageIO.read(file.toFile());
            int blue = 0;
            for (int x = 0; x < plot.getWidth(); x++) {
                for (int y = 0; y < plot.getHeight(); y++) {
                    blue += (plot.getRGB(x, y) & 0xFFFFFF) == 0x0072B2 ? 1 : 0;
                }
            }
            assertThat(blue).as("pixels of the first curve").isGreaterThan(300);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> FigureFolder.create(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The folder " + file + " for the figures cannot be created");
    }
}
