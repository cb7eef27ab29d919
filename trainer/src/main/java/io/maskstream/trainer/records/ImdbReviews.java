package io.maskstream.trainer.records;

import io.maskstream.schemas.artifact.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Large Movie Review Dataset (Maas et al. 2011) as its authors distribute it, without the reviews that have no label.
 *
 * @param train the reviews of the folder {@code train}
 * @param test the reviews of the folder {@code test}
 * @param sha256 of the digests of all their files by path
 */
public record ImdbReviews(List<Review> train, List<Review> test, String sha256) {

    public static final String FOLDER = "aclImdb";

    /** Files are called by a number and a rating in stars. */
    private static final Pattern NAME = Pattern.compile("(\\d{1,9})_\\d+\\.txt");

    /**
     * One review.
     *
     * @param file its path in the data set
     * @param text as in the file
     * @param positive whether it is in the folder {@code pos}; otherwise it is in {@code neg}
     */
    public record Review(String file, String text, boolean positive) {}

    /**
     * Reads {@code aclImdb/{train,test}/{neg,pos}/N_R.txt}: the negative reviews before the positive ones, each by number.
     * Files of other names are left out.
     *
     * @param folder that holds {@value #FOLDER}
     * @throws IOException if a folder is missing or has no reviews, or a review is no UTF-8; names it
     */
    public static ImdbReviews read(Path folder) throws IOException {
        Path root = folder.resolve(FOLDER);
        if (!Files.isDirectory(root)) {
            throw new IOException(
                    "There is no folder " + FOLDER + " in " + folder
                            + "; it is the Large Movie Review Dataset, unpacked, and --data must name the folder that holds it.");
        }
        SortedMap<String, String> digests = new TreeMap<>();
        List<Review> train = part(root, "train", digests);
        List<Review> test = part(root, "test", digests);
        return new ImdbReviews(train, test, Digests.ofDigests(digests));
    }

    private static List<Review> part(Path root, String part, Map<String, String> digests) throws IOException {
        List<Review> reviews = new ArrayList<>();
        for (String polarity : List.of("neg", "pos")) {
            Path folder = root.resolve(part).resolve(polarity);
            SortedMap<Integer, Path> files = files(folder);
            if (files.isEmpty()) {
                throw new IOException(
                        "There are no reviews in " + folder + ": files named like 123_8.txt are expected.");
            }
            for (Path file : files.values()) {
                String name = part + "/" + polarity + "/" + file.getFileName();
                byte[] content = Files.readAllBytes(file);
                digests.put(name, Digests.sha256(content));
                reviews.add(new Review(name, text(file, content), polarity.equals("pos")));
            }
        }
        return List.copyOf(reviews);
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

    private static String text(Path file, byte[] content) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("The review " + file + " is not valid UTF-8.", e);
        }
    }
}
