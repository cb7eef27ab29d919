package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.trainer.evaluate.Closeness;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Cifar10;
import io.maskstream.trainer.records.Esol;
import io.maskstream.trainer.records.ImageSet;
import io.maskstream.trainer.records.ImdbReviews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The figures of an evaluation: curves, and some records with their masks.
 *
 * @param path of the folder
 */
public record FigureFolder(Path path) {

    /** Images of each class on a sheet. */
    private static final int IMAGES_OF_A_CLASS = 3;

    private static final int REVIEWS = 12;
    private static final int MOLECULES = 12;

    /**
     * Makes the folder, if it is not there yet.
     *
     * @throws IOException if nothing can be written to it; says so
     */
    public static FigureFolder create(Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new IOException("The folder " + path + " for the figures cannot be made: " + e, e);
        }
        if (!Files.isWritable(path)) {
            throw new IOException("The folder " + path + " for the figures cannot be written to.");
        }
        return new FigureFolder(path);
    }

    /**
     * Draws an evaluation of images.
     *
     * @param measured the evaluation's figures
     * @return the files
     */
    public List<Path> images(ExplainedModel model, List<Cifar10.Image> images, List<String> classes, JsonNode measured)
            throws IOException {
        List<Cifar10.Image> chosen = new ArrayList<>();
        for (int round = 0; round < IMAGES_OF_A_CLASS; round++) {
            for (int label = 0; label < classes.size(); label++) {
                int of = label;
                images.stream()
                        .filter(image -> image.label() == of)
                        .skip(round)
                        .findFirst()
                        .ifPresent(chosen::add);
            }
        }
        List<EncodedInput> ids = new ImageSet(chosen)
                .examples().stream().map(Batch.Example::input).toList();
        List<float[]> masks = model.masks(ids);
        float[][] predictions = model.predictions(ids);
        List<ImageSheet.Entry> entries = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            entries.add(new ImageSheet.Entry(
                    chosen.get(i).argb(), masks.get(i), classes.get(Closeness.mostProbable(predictions[i]))));
        }
        List<Path> files = new ArrayList<>();
        files.add(ImageSheet.write(path.resolve("images.png"), entries));
        files.addAll(CurvePlots.write(path, measured.get("faithfulness"), "pixels"));
        return files;
    }

    /**
     * Draws an evaluation of reviews.
     *
     * @param measured the evaluation's figures
     * @return the files
     */
    public List<Path> reviews(
            ExplainedModel model, List<ImdbReviews.Review> reviews, TextEncoding encoding, JsonNode measured)
            throws IOException {
        List<ImdbReviews.Review> chosen = evenly(reviews, REVIEWS);
        List<Path> files = new ArrayList<>();
        files.add(ReviewPage.write(path.resolve("reviews.html"), model, chosen, encoding, measured.get("words")));
        files.addAll(CurvePlots.write(path, measured.get("faithfulness"), "words"));
        return files;
    }

    /**
     * Draws an evaluation of molecules.
     *
     * @param measured the evaluation's figures
     * @return the files
     */
    public List<Path> molecules(
            ExplainedModel model, List<Esol.Molecule> molecules, SmilesEncoding encoding, JsonNode measured)
            throws IOException {
        List<Esol.Molecule> bySolubility = molecules.stream()
                .sorted(Comparator.comparingDouble(Esol.Molecule::logSolubility))
                .toList();
        List<Path> files = new ArrayList<>(MoleculePage.write(path, model, evenly(bySolubility, MOLECULES), encoding));
        files.addAll(CurvePlots.write(path, measured.get("faithfulness"), "characters"));
        return files;
    }

    /** So many of a list at equal distances, the first and the last among them. */
    private static <T> List<T> evenly(List<T> all, int count) {
        if (all.size() <= count) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) Math.round(i * (all.size() - 1) / (count - 1.0))));
        }
        return some;
    }
}
