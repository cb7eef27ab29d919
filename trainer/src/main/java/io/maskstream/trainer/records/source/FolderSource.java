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
 * The images or texts of a folder and its subfolders, in the order of their paths. Each file is a record. The top-level
 * subfolder of a file is its class. If the names of all top-level subfolders are names of a {@link Part}, they are the
 * parts, and the subfolders below them are the classes.
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
     * @param labelled whether subfolders are classes
     * @throws IOException if the folder cannot be read, contains no such files, or this kind of input does not come in
     *     files
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
