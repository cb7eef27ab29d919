package io.maskstream.demo;

import io.maskstream.schemas.render.Png;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where overlays are written, one PNG file for each explained image; the folder is made for the first of them. Files of
 * earlier runs are replaced. For one thread.
 */
final class OverlayFolder {

    private static final int LONGEST_NAME = 80;

    /** Null: a temporary one, not made yet. */
    private Path folder;

    /** Names that this run has used, in lower case, since some file systems do not tell the cases apart. */
    private final Set<String> used = new HashSet<>();

    /**
     * Overlays in some folder.
     *
     * @param folder null for a fresh temporary one
     */
    OverlayFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder that was named, if it is not there.
     *
     * @throws CannotRunException if it cannot be made or written to
     */
    void prepare() {
        try {
            if (folder != null && !Files.isWritable(Files.createDirectories(folder))) {
                throw new CannotRunException("This user cannot write to the folder " + folder + ". Check --overlays.");
            }
        } catch (IOException e) {
            throw new CannotRunException(
                    "The folder " + folder + " cannot be created (" + e + "). Choose another with --overlays.", e);
        }
    }

    /**
     * Writes an overlay.
     *
     * @param id of the request; the file is named after it
     * @return the file
     * @throws CannotRunException if it cannot be written
     */
    Path write(String id, BufferedImage overlay) {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("maskstream-overlays");
            }
            Path file = Files.createDirectories(folder).resolve(fileName(id));
            Files.write(file, Png.of(overlay));
            return file;
        } catch (IOException e) {
            throw new CannotRunException(
                    "An overlay cannot be written to " + (folder == null ? "a temporary folder" : folder) + " (" + e
                            + "). Choose another folder with --overlays.",
                    e);
        }
    }

    /** A name that cannot leave the folder, whatever a stranger's id is. */
    private String fileName(String id) {
        String safe = id.replaceAll("[^A-Za-z0-9_-]", "_");
        String name = safe.isEmpty() ? "image" : safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
        String numbered = name;
        for (int number = 2; !used.add(numbered.toLowerCase(Locale.ROOT)); number++) {
            numbered = name + "-" + number;
        }
        return numbered + ".png";
    }
}
