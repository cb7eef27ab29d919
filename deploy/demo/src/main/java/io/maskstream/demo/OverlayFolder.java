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
 * Writes overlays to a folder, one PNG file for each explained image. The folder is created with the first file. Files
 * of earlier runs are replaced. Not thread-safe.
 */
final class OverlayFolder {

    private static final int LONGEST_NAME = 80;

    /** Null for a temporary folder that is not created yet. */
    private Path folder;

    /** Names that this run has used, in lower case, because some file systems are not case-sensitive. */
    private final Set<String> used = new HashSet<>();

    /**
     * Creates a writer for a folder.
     *
     * @param folder the folder; null for a new temporary one
     */
    OverlayFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates the given folder if it does not exist.
     *
     * @throws CannotRunException if it cannot be created or written
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
     * @param id the id of the request, from which the file name is derived
     * @return the written file
     * @throws CannotRunException if the file cannot be written
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

    /** Returns a file name that cannot leave the folder, for any id. */
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
