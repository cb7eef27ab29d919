package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.files.InputFolder;
import io.maskstream.schemas.files.UnusableRecordException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The pictures, or the texts, of a folder and the folders in it, a file a record, in the order of their paths. The first folder
 * on the way to a file is its class. Where all folders at the top are called {@code train}, {@code validation} and
 * {@code test}, as {@link Part} has it, they are parts, and the classes are below them.
 */
final class FolderSource implements RecordSource {

    private final Path root;
    private final boolean labelled;
    private final InputFolder folder;
    private final boolean parts;
    private SourceDescription description;

    /**
     * Lists the files.
     *
     * @param labelled whether folders are classes
     * @throws IOException if the folder cannot be read, holds no such file, or this kind of record comes in no files
     */
    FolderSource(Path root, InputKind kind, boolean labelled) throws IOException {
        this.root = root;
        this.labelled = labelled;
        this.folder = new InputFolder(root, kind);
        this.parts = parts();
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

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        for (String path : folder.files().keySet()) {
            try {
                Object input = folder.input(path);
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
        }
    }

    @Override
    public SourceDescription describe() throws IOException {
        if (description == null) {
            SortedMap<String, String> digests = new TreeMap<>();
            for (Map.Entry<String, Path> file : folder.files().entrySet()) {
                digests.put(file.getKey(), Digests.sha256(file.getValue()));
            }
            Path name = root.toAbsolutePath().normalize().getFileName();
            description = new SourceDescription("folder " + name, Digests.ofDigests(digests));
        }
        return description;
    }
}
