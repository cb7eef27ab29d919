package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The pictures, or the texts, of a folder and the folders in it, a file a record, in the order of their paths. The first folder
 * on the way to a file is its class. Where all folders at the top are called {@code train}, {@code validation} and
 * {@code test}, as {@link Part} has it, they are parts, and the classes are below them. Hidden files are left out, and those
 * of which the names end in something else.
 */
final class FolderSource implements RecordSource {

    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg");

    /** Pictures in formats that are not read: a person shall know that they were skipped. */
    private static final Set<String> OTHER_PICTURES =
            Set.of("gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif", "jp2");

    private final Path root;
    private final InputKind kind;
    private final boolean labelled;

    /** Files by path from the root, with forward slashes. */
    private final SortedMap<String, Path> files;

    private final boolean parts;
    private SourceDescription description;

    /**
     * Lists the files.
     *
     * @param labelled whether folders are classes
     * @throws IOException if the folder cannot be read, holds no such file, or this kind of record comes in no files
     */
    FolderSource(Path root, InputKind kind, boolean labelled) throws IOException {
        if (kind == InputKind.MOLECULE) {
            throw new IOException(
                    root + " is a folder: molecules are read from a table (CSV, TSV, JSON Lines) or a topic.");
        }
        this.root = root;
        this.kind = kind;
        this.labelled = labelled;
        this.files = files();
        this.parts = parts();
    }

    private SortedMap<String, Path> files() throws IOException {
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

    private boolean parts() throws IOException {
        List<String> top;
        try (Stream<Path> entries = Files.list(root)) {
            top = entries.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
        return !top.isEmpty() && top.stream().allMatch(name -> Part.of(name) != null);
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

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        files.forEach((path, file) -> {
            try {
                if (isOtherPicture(path)) {
                    throw new UnusableRecordException("it is no PNG and no JPEG; convert it");
                }
                Object input = kind == InputKind.IMAGE ? InputFile.picture(file) : new Review(InputFile.text(file));
                String[] way = path.split("/");
                int classFolder = parts ? 1 : 0;
                visitor.accept(new SourceRecord(
                        path,
                        input,
                        labelled && way.length > classFolder + 1 ? way[classFolder] : null,
                        parts && way.length > 1 ? way[0] : null));
            } catch (UnusableRecordException e) {
                skipped.accept(path + ": " + e.getMessage() + ".");
            }
        });
    }

    @Override
    public SourceDescription describe() throws IOException {
        if (description == null) {
            SortedMap<String, String> digests = new TreeMap<>();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                digests.put(file.getKey(), Digests.sha256(file.getValue()));
            }
            Path name = root.toAbsolutePath().normalize().getFileName();
            description = new SourceDescription("folder " + name, Digests.ofDigests(digests));
        }
        return description;
    }
}
