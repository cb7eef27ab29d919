package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayFolderTest {

    private final BufferedImage overlay = Pictures.colourful(4, 3);

    @TempDir
    private Path temporary;

    @Test
    void makesTheFolderForTheFirstFile() throws Exception {
        Path folder = temporary.resolve("of/overlays");
        OverlayFolder overlays = new OverlayFolder(folder);
        assertThat(folder).doesNotExist();
        Path file = overlays.write("image-ship", overlay);
        assertThat(file).isEqualTo(folder.resolve("image-ship.png"));
        assertThat(ImageIO.read(file.toFile()).getRGB(2, 1)).isEqualTo(overlay.getRGB(2, 1));
    }

    @Test
    void saysBeforeTheFirstFileThatItCannotMakeTheFolder() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "");
        assertThatThrownBy(() -> new OverlayFolder(file.resolve("overlays")).prepare())
                .isInstanceOf(CannotRunException.class)
                .hasMessageContainingAll(file.toString(), "--overlays");
        new OverlayFolder(temporary.resolve("fresh")).prepare();
        assertThat(temporary.resolve("fresh")).isEmptyDirectory();
    }

    @Test
    void takesAFreshFolderWhereNoneIsNamed() throws Exception {
        Path one = new OverlayFolder(null).write("a", overlay);
        Path other = new OverlayFolder(null).write("a", overlay);
        assertThat(one).exists().isNotEqualTo(other);
        for (Path file : new Path[] {one, other}) {
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }

    @Test
    void countsFilesOfTheSameNameAndReplacesThoseOfEarlierRuns() {
        OverlayFolder overlays = new OverlayFolder(temporary);
        assertThat(overlays.write("a", overlay)).hasFileName("a.png");
        assertThat(overlays.write("A", overlay)).hasFileName("A-2.png");
        assertThat(overlays.write("a", overlay)).hasFileName("a-3.png");
        assertThat(new OverlayFolder(temporary).write("a", overlay)).hasFileName("a.png");
    }

    @Test
    void doesNotLetAnIdLeadOutOfTheFolder() {
        OverlayFolder overlays = new OverlayFolder(temporary);
        assertThat(overlays.write("../../etc/x.y", overlay)).isEqualTo(temporary.resolve("______etc_x_y.png"));
        assertThat(overlays.write("", overlay)).hasFileName("image.png");
        assertThat(overlays.write("\u0000\ud83d\ude42".repeat(500), overlay))
                .hasParent(temporary)
                .exists();
    }

    @Test
    void saysWhatToDoIfItCannotWrite() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> new OverlayFolder(file).write("a", overlay))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContainingAll(file.toString(), "--overlays");
    }
}
