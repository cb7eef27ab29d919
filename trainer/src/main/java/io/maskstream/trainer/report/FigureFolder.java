package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder for the figures of an evaluation: curves, and some records with their masks.
 *
 * @param path path of the folder
 */
public record FigureFolder(Path path) {

    /**
     * Creates the folder if it does not exist.
     *
     * @throws IOException if the folder cannot be created or written to
     */
    public static FigureFolder create(Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new IOException("The folder " + path + " for the figures cannot be created: " + e, e);
        }
        if (!Files.isWritable(path)) {
            throw new IOException("The folder " + path + " for the figures cannot be written to.");
        }
        return new FigureFolder(path);
    }

    /**
     * Draws the figures of an evaluation.
     *
     * @param input input of the explainer
     * @param encoding encoding of the records
     * @param measured measurements of the evaluation
     * @return the files
     */
    public List<Path> draw(ExplainedRecords records, Manifest.Input input, InputEncoding encoding, JsonNode measured)
            throws IOException {
        RecordFigures figures =
                switch (input.kind()) {
                    case IMAGE -> new ImageSheet(input.image());
                    case REVIEW -> new TextPage(encoding);
                    case MOLECULE -> new MoleculePage(encoding);
                };
        List<Path> files = new ArrayList<>(figures.write(path, records, measured));
        files.addAll(CurvePlots.write(
                path, measured.get("faithfulness"), measured.get("parts").asText()));
        return files;
    }

    /** Returns at most {@code count} evenly spaced indices below {@code size}, including the first and the last. */
    static List<Integer> evenly(int size, int count) {
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < Math.min(size, count); i++) {
            some.add(size <= count ? i : (int) Math.round(i * (size - 1) / (count - 1.0)));
        }
        return some;
    }
}
