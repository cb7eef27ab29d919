package io.maskstream.trainer.records;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Word vectors that were trained on Wikipedia and Gigaword (Pennington et al. 2014), as their authors distribute them. */
public final class Glove {

    public static final String FILE = "glove.6B.100d.txt";

    /** Values of a vector. */
    public static final int WIDTH = 100;

    private Glove() {}

    /**
     * Reads the vectors of some words from {@code glove.6B.100d.txt}, or from any part of its lines.
     *
     * @param folder that holds the file
     * @return vectors of {@value #WIDTH} values by word; words that the file lacks are missing
     * @throws IOException if the file is missing, is no UTF-8, or a line of it is no word with its vector; names the line
     */
    public static Map<String, float[]> read(Path folder, Collection<String> words) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no " + FILE + " in " + folder
                    + "; it is part of GloVe's glove.6B, and --data must name its folder.");
        }
        Set<String> wanted = new HashSet<>(words);
        Map<String, float[]> vectors = new HashMap<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] fields = line.split(" ", -1);
                if (fields.length != WIDTH + 1) {
                    throw new IOException("Line " + number + " of " + file + " has " + (fields.length - 1)
                            + " values behind the word, not " + WIDTH + ".");
                }
                if (wanted.contains(fields[0])) {
                    vectors.put(fields[0], vector(fields, file, number));
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not valid UTF-8 behind line " + number + ".", e);
        }
        return vectors;
    }

    /**
     * Vectors by token id. Words without a vector get a random one, whose values have the spread of the known vectors'
     * (1 where there are none).
     *
     * @param vocabulary words in the order of their ids, which start at 1
     * @param seed of the random vectors
     * @return {@value #WIDTH} values a token; those of the padding, which has id 0, are 0
     */
    public static float[] table(List<String> vocabulary, Map<String, float[]> vectors, long seed) {
        double spread = spread(vectors.values());
        Random random = new Random(seed);
        float[] table = new float[(vocabulary.size() + 1) * WIDTH];
        for (int word = 0; word < vocabulary.size(); word++) {
            int start = (word + 1) * WIDTH;
            float[] vector = vectors.get(vocabulary.get(word));
            if (vector != null) {
                System.arraycopy(vector, 0, table, start, WIDTH);
            } else {
                for (int i = start; i < start + WIDTH; i++) {
                    table[i] = (float) (spread * random.nextGaussian());
                }
            }
        }
        return table;
    }

    /** Root of the mean square of the values. */
    private static double spread(Collection<float[]> vectors) {
        double squares = 0;
        for (float[] vector : vectors) {
            for (float value : vector) {
                squares += value * value;
            }
        }
        return vectors.isEmpty() ? 1 : Math.sqrt(squares / vectors.size() / WIDTH);
    }

    private static float[] vector(String[] fields, Path file, int line) throws IOException {
        float[] vector = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            try {
                vector[i] = Float.parseFloat(fields[i + 1]);
            } catch (NumberFormatException e) {
                vector[i] = Float.NaN;
            }
            if (!Float.isFinite(vector[i])) {
                throw new IOException("Line " + line + " of " + file + ": '" + fields[i + 1] + "' is no number.");
            }
        }
        return vector;
    }
}
