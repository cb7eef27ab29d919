package io.maskstream.trainer.figures;

import io.maskstream.schemas.encoding.SmilesAtoms;
import io.maskstream.schemas.encoding.SmilesEncoding;
import io.maskstream.schemas.encoding.Span;
import io.maskstream.trainer.data.Esol;
import io.maskstream.trainer.evaluate.ExplainedModel;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openscience.cdk.depict.DepictionGenerator;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtomContainer;

/** Molecules with their atoms coloured by weight, as in the paper's figure 4b: an SVG file each, and a page of all. */
public final class MoleculePage {

    private static final Color HIGHEST = new Color(0xE69F00);

    private MoleculePage() {}

    /**
     * Writes the files.
     *
     * @return the page, then one file a molecule
     */
    public static List<Path> write(
            Path folder, ExplainedModel model, List<Esol.Molecule> molecules, SmilesEncoding encoding)
            throws IOException {
        List<int[]> ids = molecules.stream()
                .map(molecule -> encoding.encode(molecule.smiles()).ids())
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
            String svg = svg(smiles, atomWeights(spans, masks.get(i)));
            files.add(Files.writeString(folder.resolve(String.format(Locale.ROOT, "molecule-%02d.svg", i + 1)), svg));
            page.markup("<figure>").markup(svg.substring(svg.indexOf("<svg"))).markup("<figcaption><code>");
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

    /** The weight of each atom, by its index: the highest of its characters'. */
    static float[] atomWeights(List<Span> spans, float[] mask) {
        int atoms = spans.stream().mapToInt(Span::atom).max().orElse(Span.NO_ATOM) + 1;
        float[] weights = new float[atoms];
        for (int i = 0; i < spans.size(); i++) {
            int atom = spans.get(i).atom();
            if (atom != Span.NO_ATOM) {
                weights[atom] = Math.max(weights[atom], mask[i]);
            }
        }
        return weights;
    }

    static String svg(String smiles, float[] weights) throws IOException {
        IAtomContainer structure = SmilesAtoms.parse(smiles);
        DepictionGenerator generator = new DepictionGenerator()
                .withOuterGlowHighlight(4)
                .withMargin(6)
                .withMargin(6)
                .withFillToFit()
                .withSize(80, 60);
        for (int atom = 0; atom < weights.length; atom++) {
            generator = generator.withHighlight(List.of(structure.getAtom(atom)), onWhite(weights[atom]));
        }
        try {
            return generator.depict(structure).toSvgStr();
        } catch (CDKException e) {
            throw new IOException("The molecule " + smiles + " cannot be drawn: " + e.getMessage(), e);
        }
    }

    private static Color onWhite(float weight) {
        return new Color(
                Math.round(255 - weight * (255 - HIGHEST.getRed())),
                Math.round(255 - weight * (255 - HIGHEST.getGreen())),
                Math.round(255 - weight * (255 - HIGHEST.getBlue())));
    }
}
