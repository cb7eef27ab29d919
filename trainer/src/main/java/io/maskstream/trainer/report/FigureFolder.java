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
 * The figures of an evaluation: curves, and some records with their masks.
 *
 * @param path of the folder
 */
public record FigureFolder(Path path) {

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
     * Draws an evaluation.
     *
     * @param input what the explainer takes
     * @param encoding of its records
     * @param measured the evaluation's figures
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

    /** So many indices below a size at equal distances, the first and the last among them. */
    static List<Integer> evenly(int size, int count) {
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < Math.min(size, count); i++) {
            some.add(size <= count ? i : (int) Math.round(i * (size - 1) / (count - 1.0)));
        }
        return some;
    }
}
