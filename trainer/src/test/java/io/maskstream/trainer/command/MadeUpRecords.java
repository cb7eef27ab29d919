package io.maskstream.trainer.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small generated records whose deciding parts are known, and which a tiny network learns in seconds. */
final class MadeUpRecords {

    static final List<String> GOOD = List.of("splendid", "moving", "hilarious");
    static final List<String> BAD = List.of("dreadful", "tedious", "clumsy");

    /** Sides of the images in pixels. */
    static final int WIDTH = 16;

    static final int HEIGHT = 12;

    private static final int SQUARE = 6;

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

    private MadeUpRecords() {}

    /** Writes a table of molecules whose solubility falls with carbon and chlorine and rises with oxygen. */
    static Path molecules(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of("name,smiles,solubility"));
        for (int carbons = 1; carbons <= 12; carbons++) {
            String chain = "C".repeat(carbons);
            molecule(lines, chain, -0.5 * carbons);
            molecule(lines, chain + "O", 1.5 - 0.5 * carbons);
            molecule(lines, chain + "N", 1.2 - 0.5 * carbons);
            molecule(lines, chain + "Cl", -1 - 0.5 * carbons);
            molecule(lines, chain + "c1ccc(Cl)cc1", -3.5 - 0.5 * carbons);
        }
        return Files.write(folder.resolve("molecules.csv"), lines);
    }

    private static void molecule(List<String> lines, String smiles, double solubility) {
        lines.add("\"made up, no. " + lines.size() + "\"," + smiles + "," + solubility);
    }

    /** Writes a table of filler texts in which one or two words decide. */
    static Path texts(Path folder, int count) throws IOException {
        Random random = new Random(17);
        List<String> lines = new ArrayList<>(List.of("text\tmood"));
        for (int i = 0; i < count; i++) {
            List<String> deciding = i % 2 == 0 ? GOOD : BAD;
            List<String> words = new ArrayList<>();
            int fillers = 6 + random.nextInt(24);
            for (int word = 0; word < fillers; word++) {
                words.add(FILLER.get(random.nextInt(FILLER.size())));
            }
            for (int word = 0; word <= random.nextInt(2); word++) {
                words.add(deciding.get(random.nextInt(deciding.size())));
            }
            Collections.shuffle(words, random);
            lines.add(String.join(" ", words) + "\t" + (i % 2 == 0 ? "glad" : "cross"));
        }
        return Files.write(folder.resolve("texts.tsv"), lines);
    }

    /**
     * Writes a folder of grey noise images with a red or green square at a random position; its colour is the class.
     */
    static Path pictures(Path folder, int count) throws IOException {
        Random random = new Random(11);
        Path root = folder.resolve("pictures");
        for (int i = 0; i < count; i++) {
            int label = i % 2;
            Path ofClass = Files.createDirectories(root.resolve(label == 0 ? "red" : "green"));
            ImageIO.write(
                    picture(label, random), "png", ofClass.resolve(i + ".png").toFile());
        }
        return root;
    }

    private static BufferedImage picture(int label, Random random) {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        int top = random.nextInt(HEIGHT - SQUARE + 1);
        int left = random.nextInt(WIDTH - SQUARE + 1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = y >= top && y < top + SQUARE && x >= left && x < left + SQUARE;
                int grey = 90 + random.nextInt(70);
                int rgb = inside ? label == 0 ? 0xE61414 : 0x14E614 : grey << 16 | grey << 8 | grey;
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }

    /** Returns whether a pixel belongs to the square: one colour is far stronger than another. */
    static boolean decides(int argb) {
        return Math.abs((argb >> 16 & 0xFF) - (argb >> 8 & 0xFF)) > 100;
    }
}
