package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.render.MoleculeDrawing;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Draws molecules with their atoms coloured by weight, as in the paper's figure 4b: an SVG file for each, and an HTML
 * page.
 *
 * @param encoding encoding of the molecules
 */
record MoleculePage(InputEncoding encoding) implements RecordFigures {

    private static final int MOLECULES = 12;

    @Override
    public List<Path> write(Path folder, ExplainedRecords all, JsonNode measured) throws IOException {
        List<Integer> byPrediction = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> all.predictions()[i][0]))
                .toList();
        ExplainedRecords records = all.some(FigureFolder.evenly(all.size(), MOLECULES).stream()
                .map(byPrediction::get)
                .toList());
        Prediction prediction = new Prediction(records);
        HtmlPage page = new HtmlPage("Molecules and the atoms that decide");
        page.markup("<p>")
                .text("In order of the prediction: "
                        + records.output().name()
                        + ". Below each molecule, the tokens of its SMILES string by weight.")
                .markup("</p>");
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Object original = records.original(i);
            String smiles = ((Molecule) original).getSmiles();
            List<Span> spans = ((TokenSequence) encoding.encode(original)).spans();
            float[] mask = records.masks().get(i);
            MoleculeDrawing drawing = new MoleculeDrawing(smiles);
            for (int part = 0; part < spans.size(); part++) {
                drawing.weigh(spans.get(part).atom(), mask[part]);
            }
            String svg = drawing.svg();
            files.add(Files.writeString(folder.resolve(String.format(Locale.ROOT, "molecule-%02d.svg", i + 1)), svg));
            page.markup("<figure>").markup(svg).markup("<figcaption><code>");
            TextPage.highlight(page, smiles, spans, mask);
            page.markup("</code><br>")
                    .text(prediction.sure(i) + prediction.label(i))
                    .markup("</figcaption></figure>");
        }
        files.add(0, page.write(folder.resolve("molecules.html")));
        return files;
    }
}
