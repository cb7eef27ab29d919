package io.maskstream.trainer.command;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Unlabelled records for the models of {@link StrangersModelsIT}: a few words or atoms, or a square, decide at any
 * position.
 */
public final class StrangersRecords {

    /** Deciding words by grade. */
    static final List<List<String>> GRADES = List.of(
            List.of("dreadful", "tedious"),
            List.of("weak", "clumsy"),
            List.of("decent", "fair"),
            List.of("moving", "pleasant"),
            List.of("splendid", "hilarious"));

    static final List<String> FILLER = List.of(
            ("the film a story of two brothers who meet in town and its scenes music were made by people from that year"
                            + " it's")
                    .split(" "));

    private static final List<String> PIECES = List.of("C", "CC", "C(C)", "CN", "C(=C)");

    /** Side of the square that decides, in pixels. */
    private static final int SQUARE = 9;

    private static final List<Color> COLOURS = List.of(
            new Color(230, 30, 30),
            new Color(30, 30, 230),
            new Color(30, 230, 30),
            new Color(230, 230, 30),
            new Color(30, 230, 230));

    private StrangersRecords() {}

    /**
     * Writes a table of ordinary texts in which one or two words decide.
     *
     * @param grades grades whose words occur
     */
    public static Path texts(Path folder, int count, List<Integer> grades) throws IOException {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("text"));
        for (int i = 0; i < count; i++) {
            List<String> words = new ArrayList<>();
            int fillers = 5 + random.nextInt(9);
            for (int word = 0; word < fillers; word++) {
                words.add(FILLER.get(random.nextInt(FILLER.size())));
            }
            List<String> deciding = GRADES.get(grades.get(i % grades.size()));
            for (int word = 0; word <= random.nextInt(2); word++) {
                words.add(deciding.get(random.nextInt(deciding.size())));
            }
            Collections.shuffle(words, random);
            words.set(
                    0,
                    words.get(0).substring(0, 1).toUpperCase(Locale.ROOT)
                            + words.get(0).substring(1));
            words.set(3, words.get(3) + ",");
            lines.add("\"" + String.join(" ", words) + ".\"");
        }
        return Files.write(folder.resolve("texts.csv"), lines);
    }

    /** Writes a table of SMILES strings in which oxygen or chlorine decides. */
    public static Path molecules(Path folder, int count) throws IOException {
        Random random = new Random(4);
        List<String> lines = new ArrayList<>(List.of("smiles"));
        for (int i = 0; i < count; i++) {
            List<String> pieces = new ArrayList<>();
            int fillers = 3 + random.nextInt(6);
            for (int piece = 0; piece < fillers; piece++) {
                pieces.add(PIECES.get(random.nextInt(PIECES.size())));
            }
            for (int piece = 0; piece <= random.nextInt(2); piece++) {
                pieces.add(i % 2 == 0 ? "CO" : "C(Cl)");
            }
            Collections.shuffle(pieces, random);
            lines.add(String.join("", pieces) + "C");
        }
        return Files.write(folder.resolve("molecules.csv"), lines);
    }

    /** Writes a folder of grey noise images with a square in one of several colours. */
    public static Path colours(Path folder, int count, int width, int height, int colours) throws IOException {
        return pictures(
                folder, count, width, height, BufferedImage.TYPE_INT_RGB, (kind, x, y) -> COLOURS.get(kind % colours)
                        .getRGB());
    }

    /** Writes a folder of grey noise images with a square that has vertical stripes, horizontal stripes, or none. */
    public static Path stripes(Path folder, int count, int width, int height) throws IOException {
        return pictures(folder, count, width, height, BufferedImage.TYPE_BYTE_GRAY, (kind, x, y) -> {
            int[] greys = {x % 3 == 0 ? 240 : 20, y % 3 == 0 ? 240 : 20, 240};
            return greys[kind % 3] * 0x010101;
        });
    }

    /** The colours of a square's pixels. */
    private interface Square {
        int rgb(int kind, int x, int y);
    }

    private static Path pictures(Path folder, int count, int width, int height, int type, Square square)
            throws IOException {
        Random random = new Random(5);
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < count; i++) {
            BufferedImage picture = new BufferedImage(width, height, type);
            int left = random.nextInt(width - SQUARE + 1);
            int top = random.nextInt(height - SQUARE + 1);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    boolean inside = x >= left && x < left + SQUARE && y >= top && y < top + SQUARE;
                    int rgb = inside ? square.rgb(i, x - left, y - top) : (70 + random.nextInt(60)) * 0x010101;
                    // A grey raster stores samples unchanged; setting RGB colours would convert them with luminance
                    // curves.
                    if (type == BufferedImage.TYPE_BYTE_GRAY) {
                        picture.getRaster().setSample(x, y, 0, rgb & 0xFF);
                    } else {
                        picture.setRGB(x, y, rgb);
                    }
                }
            }
            ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
        }
        return pictures;
    }
}
