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

/**
 * Word vectors in the file format of GloVe (Pennington et al. 2014).
 *
 * @param width number of values of a vector
 * @param byWord vectors by word
 */
public record WordVectors(int width, Map<String, float[]> byWord) {

    /** Default width. */
    private static final int WIDTH = 100;

    /** Returns an empty set of vectors. */
    public static WordVectors none() {
        return new WordVectors(WIDTH, Map.of());
    }

    /**
     * Reads the vectors of some words. Each line holds a word and its values, separated by spaces.
     *
     * @return the vectors of those words that the file contains
     * @throws IOException if the file does not exist, is not UTF-8, or a line has another number of values than the
     *     first; the message names the line
     */
    public static WordVectors read(Path file, Collection<String> words) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + " of word vectors: --vectors must name one.");
        }
        Set<String> wanted = new HashSet<>(words);
        Map<String, float[]> vectors = new HashMap<>();
        int width = 0;
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] fields = line.split(" ", -1);
                width = number == 1 ? fields.length - 1 : width;
                if (fields.length != width + 1 || width == 0) {
                    throw new IOException("Line " + number + " of " + file + " has " + (fields.length - 1)
                            + " values after the word" + (width == 0 ? "." : ", not " + width + "."));
                }
                if (wanted.contains(fields[0])) {
                    vectors.put(fields[0], vector(fields, file, number));
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not valid UTF-8 after line " + number + ".", e);
        }
        if (number == 0) {
            throw new IOException(file + " has no word vectors: it is empty.");
        }
        return new WordVectors(width, vectors);
    }

    /**
     * Returns vectors by token id. Words without a vector get a random one with the root mean square of the known
     * vectors' values (1 if there are none).
     *
     * @param vocabulary words in order of their ids, which start at 1
     * @param seed seed of the random vectors
     * @return {@link #width} values for each token; the values of the padding, which has id 0, are 0
     */
    public float[] table(List<String> vocabulary, long seed) {
        double spread = spread();
        Random random = new Random(seed);
        float[] table = new float[(vocabulary.size() + 1) * width];
        for (int word = 0; word < vocabulary.size(); word++) {
            int start = (word + 1) * width;
            float[] vector = byWord.get(vocabulary.get(word));
            if (vector != null) {
                System.arraycopy(vector, 0, table, start, width);
            } else {
                for (int i = start; i < start + width; i++) {
                    table[i] = (float) (spread * random.nextGaussian());
                }
            }
        }
        return table;
    }

    /** Returns the root mean square of the values. */
    private double spread() {
        double squares = 0;
        for (float[] vector : byWord.values()) {
            for (float value : vector) {
                squares += value * value;
            }
        }
        return byWord.isEmpty() ? 1 : Math.sqrt(squares / byWord.size() / width);
    }

    private static float[] vector(String[] fields, Path file, int line) throws IOException {
        float[] vector = new float[fields.length - 1];
        for (int i = 0; i < vector.length; i++) {
            try {
                vector[i] = Float.parseFloat(fields[i + 1]);
            } catch (NumberFormatException e) {
                vector[i] = Float.NaN;
            }
            if (!Float.isFinite(vector[i])) {
                throw new IOException("Line " + line + " of " + file + ": '" + fields[i + 1] + "' is not a number.");
            }
        }
        return vector;
    }
}
