package io.maskstream.trainer.report;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.render.MoleculeDrawing;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.records.Esol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Molecules with their atoms coloured by weight, as in the paper's figure 4b: an SVG file each, and a page of all. */
public final class MoleculePage {

    private MoleculePage() {}

    /**
     * Writes the files.
     *
     * @return the page, then one file a molecule
     */
    public static List<Path> write(
            Path folder, ExplainedModel model, List<Esol.Molecule> molecules, SmilesEncoding encoding)
            throws IOException {
        List<EncodedInput> ids = molecules.stream()
                .<EncodedInput>map(molecule -> encoding.encode(molecule.smiles()))
                .toList();
        List<float[]> masks = model.masks(ids);
        float[][] predictions = model.predictions(ids);
        HtmlPage page = new HtmlPage("Molecules, and the atoms that decide");
        page.markup("<p>")
                .text(
                        "From insoluble to soluble; values in log10 mol/L. Under each the characters of its SMILES string,"
                                + " by weight.")
                .markup("</p>");
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < molecules.size(); i++) {
            String smiles = molecules.get(i).smiles();
            List<Span> spans = encoding.encode(smiles).spans();
            MoleculeDrawing drawing = new MoleculeDrawing(smiles);
            for (int c = 0; c < spans.size(); c++) {
                drawing.weigh(spans.get(c).atom(), masks.get(i)[c]);
            }
            String svg = drawing.svg();
            files.add(Files.writeString(folder.resolve(String.format(Locale.ROOT, "molecule-%02d.svg", i + 1)), svg));
            page.markup("<figure>").markup(svg).markup("<figcaption><code>");
            ReviewPage.highlight(page, smiles, spans, masks.get(i));
            page.markup("</code><br>")
                    .text(String.format(
                            Locale.ROOT,
                            "predicted %.2f, measured %.2f",
                            predictions[i][0],
                            molecules.get(i).logSolubility()))
                    .markup("</figcaption></figure>");
        }
        files.add(0, page.write(folder.resolve("molecules.html")));
        return files;
    }
}
