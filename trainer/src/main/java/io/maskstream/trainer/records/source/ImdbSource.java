package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.files.InputFile;
import io.maskstream.schemas.files.UnusableRecordException;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Large Movie Review Dataset (Maas et al. 2011) as its authors distribute it, without the unlabelled reviews:
 * {@code aclImdb/{train,test}/{neg,pos}/N_R.txt}. Training reviews come before test reviews, negative before positive
 * ones, each by number. Files with other names are ignored.
 */
final class ImdbSource implements RecordSource {

    static final String FOLDER = "aclImdb";

    /** File names consist of a number and a rating in stars. */
    private static final Pattern NAME = Pattern.compile("(\\d{1,9})_\\d+\\.txt");

    /** Part, folder and label of a folder's reviews. */
    private record Shelf(Part part, String folder, String label) {}

    private static final List<Shelf> SHELVES = List.of(
            new Shelf(Part.TRAIN, "train/neg", "negative"),
            new Shelf(Part.TRAIN, "train/pos", "positive"),
            new Shelf(Part.TEST, "test/neg", "negative"),
            new Shelf(Part.TEST, "test/pos", "positive"));

    private final Path root;
    private final List<List<Path>> files = new ArrayList<>();
    private String sha256;

    /**
     * Lists the files.
     *
     * @param folder folder that contains {@value #FOLDER}
     * @throws IOException if a folder is missing or has no reviews; the message names it
     */
    ImdbSource(Path folder) throws IOException {
        root = folder.resolve(FOLDER);
        if (!Files.isDirectory(root)) {
            throw new IOException("There is no folder " + FOLDER + " in " + folder
                    + "; imdb: must name the folder that contains the unpacked Large Movie Review Dataset.");
        }
        for (Shelf shelf : SHELVES) {
            Path shelved = root.resolve(shelf.folder);
            SortedMap<Integer, Path> byNumber = files(shelved);
            if (byNumber.isEmpty()) {
                throw new IOException(
                        "There are no reviews in " + shelved + ": files named like 123_8.txt are expected.");
            }
            files.add(List.copyOf(byNumber.values()));
        }
    }

    private static SortedMap<Integer, Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder " + folder + ": the data set is not complete.");
        }
        SortedMap<Integer, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    Path other = files.put(Integer.parseInt(name.group(1)), file);
                    if (other != null) {
                        throw new IOException(file + " and " + other + " have the same number.");
                    }
                }
            }
        }
        return files;
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            Shelf shelf = SHELVES.get(i);
            for (Path file : files.get(i)) {
                String name = shelf.folder + "/" + file.getFileName();
                try {
                    visitor.accept(new SourceRecord(
                            name, new Review(InputFile.text(file)), shelf.label, shelf.part.toString()));
                } catch (UnusableRecordException e) {
                    skipped.accept(name + ": " + e.getMessage() + ".");
                }
            }
        }
    }

    @Override
    public SourceDescription describe() throws IOException {
        if (sha256 == null) {
            SortedMap<String, String> digests = new TreeMap<>();
            for (int i = 0; i < files.size(); i++) {
                for (Path file : files.get(i)) {
                    digests.put(SHELVES.get(i).folder + "/" + file.getFileName(), Digests.sha256(file));
                }
            }
            sha256 = Digests.ofDigests(digests);
        }
        return new SourceDescription("IMDB (Maas et al. 2011), " + FOLDER, sha256);
    }
}
