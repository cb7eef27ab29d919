package io.maskstream.schemas.files;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Review;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The images or texts in a folder and its subfolders, one record per file, in the order of their paths. Hidden files
 * and files with other extensions are left out.
 */
public final class InputFolder {

    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg");

    /** Image formats that are not supported; such files are reported as skipped. */
    private static final Set<String> OTHER_PICTURES =
            Set.of("gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif", "jp2");

    private final Path root;
    private final InputKind kind;
    private final SortedMap<String, Path> files;

    /**
     * Lists the files.
     *
     * @throws IOException if the folder cannot be read or contains no suitable file, or if this kind of record cannot
     *     be read from a folder
     */
    public InputFolder(Path root, InputKind kind) throws IOException {
        if (kind == InputKind.MOLECULE) {
            throw new IOException(
                    root + " is a folder: molecules are read from a table (CSV, TSV, JSON Lines) or a topic.");
        }
        this.root = root;
        this.kind = kind;
        this.files = list();
    }

    /** Returns the files by their path relative to the folder, with forward slashes. */
    public SortedMap<String, Path> files() {
        return Collections.unmodifiableSortedMap(files);
    }

    /**
     * Reads a text, or an image without decoding it.
     *
     * @param path path relative to the folder
     * @throws UnusableRecordException if the file cannot be used
     */
    public Object input(String path) throws UnusableRecordException {
        if (isOtherPicture(path)) {
            throw new UnusableRecordException("it is neither PNG nor JPEG; convert it");
        }
        Path file = files.get(path);
        return kind == InputKind.IMAGE ? InputFile.picture(file) : new Review(InputFile.text(file));
    }

    private SortedMap<String, Path> list() throws IOException {
        SortedMap<String, Path> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String path = root.relativize(file).toString().replace('\\', '/');
                boolean hidden = path.startsWith(".") || path.contains("/.");
                if (!hidden && (isRead(path) || isOtherPicture(path))) {
                    found.put(path, file);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (found.keySet().stream().noneMatch(this::isRead)) {
            throw new IOException("There are no " + (kind == InputKind.IMAGE ? "pictures (PNG, JPEG)" : "texts (.txt)")
                    + " in the folder " + root + ".");
        }
        return found;
    }

    private boolean isRead(String path) {
        return kind == InputKind.IMAGE
                ? PICTURES.contains(ending(path))
                : ending(path).equals("txt");
    }

    private boolean isOtherPicture(String path) {
        return kind == InputKind.IMAGE && OTHER_PICTURES.contains(ending(path));
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
