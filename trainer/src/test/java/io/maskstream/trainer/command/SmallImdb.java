package io.maskstream.trainer.command;

import io.maskstream.trainer.records.Glove;
import io.maskstream.trainer.records.ImdbReviews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Folders like IMDB's and a file like GloVe's: made-up reviews of filler among which one or two words speak for the film, or
 * against it.
 */
final class SmallImdb {

    /** The number of its reviews in each of the four folders. */
    static final int REVIEWS = 120;

    static final List<String> GOOD = List.of("splendid", "moving", "hilarious");
    static final List<String> BAD = List.of("dreadful", "tedious", "clumsy");

    private static final List<String> FILLER = List.of(
            "the",
            "film",
            "a",
            "story",
            "of",
            "two",
            "brothers",
            "who",
            "meet",
            "in",
            "town",
            "and",
            "its",
            "scenes",
            "music",
            "were",
            "made",
            "by",
            "people",
            "from",
            "that",
            "year");

    private SmallImdb() {}

    /** Writes both into a folder. */
    static void write(Path folder) throws IOException {
        Random random = new Random(17);
        for (String part : List.of("train", "test")) {
            write(folder.resolve(ImdbReviews.FOLDER).resolve(part).resolve("pos"), GOOD, 8, random);
            write(folder.resolve(ImdbReviews.FOLDER).resolve(part).resolve("neg"), BAD, 2, random);
        }
        List<String> vectors = new ArrayList<>();
        for (String word : FILLER) {
            vectors.add(random.doubles(Glove.WIDTH, -0.5, 0.5)
                    .mapToObj(Double::toString)
                    .collect(Collectors.joining(" ", word + " ", "")));
        }
        Files.write(folder.resolve(Glove.FILE), vectors);
    }

    private static void write(Path folder, List<String> deciding, int stars, Random random) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < REVIEWS; i++) {
            List<String> words = new ArrayList<>();
            int fillers = 6 + random.nextInt(24);
            for (int word = 0; word < fillers; word++) {
                words.add(FILLER.get(random.nextInt(FILLER.size())));
            }
            for (int word = 0; word <= random.nextInt(2); word++) {
                words.add(deciding.get(random.nextInt(deciding.size())));
            }
            Collections.shuffle(words, random);
            Files.writeString(folder.resolve(i + "_" + stars + ".txt"), String.join(" ", words) + ".<br /><br />");
        }
    }
}
