package io.maskstream.schemas.render;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Quotes;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openscience.cdk.depict.DepictionGenerator;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.renderer.SymbolVisibility;
import org.openscience.cdk.renderer.generators.standard.StandardGenerator;

/**
 * Draws the structure of a molecule with a coloured background for each atom. The colour is stronger the higher the
 * atom's weight. If there is evidence, the background shows it instead: orange for atoms that raise the prediction,
 * blue for atoms that lower it.
 */
public final class MoleculeDrawing {

    private static final int GLOW = 4;
    private static final double MARGIN = 1;
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);

    /** Two colours that colour-blind people can distinguish and on which black text is legible (Okabe and Ito 2008). */
    private static final Color ORANGE = new Color(0xE69F00);

    private static final Color BLUE = new Color(0x56B4E9);

    /**
     * The colours that encode atom indexes until the drawing is finished, because CDK's output does not link
     * backgrounds to atoms.
     */
    private static final int FIRST_CODE = 0x7E0000;

    private static final Pattern CODE = Pattern.compile("(fill|stroke)='#7E([0-9A-F]{4})'");

    private final String smiles;
    private final IAtomContainer structure;
    private final float[] weights;
    private final float[] evidence;
    private boolean hasEvidence;

    /**
     * Parses a molecule; the weights of its atoms are 0 at first.
     *
     * @throws UnencodableInputException if it is not a valid SMILES string; white space around it is ignored
     */
    public MoleculeDrawing(String smiles) {
        this.smiles = smiles;
        this.structure = SmilesAtoms.parse(smiles.strip());
        this.weights = new float[structure.getAtomCount()];
        this.evidence = new float[weights.length];
    }

    /** Returns the number of atoms. The layout takes longer the more atoms there are. */
    public int atoms() {
        return weights.length;
    }

    /**
     * Adds the weight of one of an atom's characters; the atom has the highest weight of its characters.
     *
     * @param atom index of the atom; {@link Span#NO_ATOM} is ignored
     * @param weight the weight in [0,1]
     */
    public void weigh(int atom, float weight) {
        if (atom != Span.NO_ATOM) {
            weights[atom] = Math.max(weights[atom], weight);
        }
    }

    /**
     * Adds the evidence of one of an atom's characters; the atom has the sum of its characters' evidence. From then on,
     * the drawing shows evidence instead of weights, scaled so that the strongest atom has the full colour.
     *
     * @param atom index of the atom; the value for {@link Span#NO_ATOM} is ignored
     * @param value finite evidence; positive evidence raises the prediction
     */
    public void addEvidence(int atom, float value) {
        hasEvidence = true;
        if (atom != Span.NO_ATOM) {
            evidence[atom] += value;
        }
    }

    /**
     * Draws the molecule.
     *
     * @return an {@code <svg>} element, transparent where nothing is drawn; the attribute {@code data-atom} of each
     *     background is the index of its atom
     * @throws IllegalArgumentException if CDK cannot draw this molecule
     */
    public String svg() {
        DepictionGenerator generator = new DepictionGenerator()
                .withOuterGlowHighlight(GLOW)
                .withMargin(MARGIN)
                .withBackgroundColor(TRANSPARENT)
                .withParam(
                        StandardGenerator.Visibility.class,
                        SymbolVisibility.iupacRecommendationsWithoutTerminalCarbon());
        for (int atom = 0; atom < weights.length; atom++) {
            generator = generator.withHighlight(List.of(structure.getAtom(atom)), new Color(FIRST_CODE + atom));
        }
        String svg;
        try {
            svg = generator.depict(structure).toSvgStr();
        } catch (CDKException e) {
            throw new IllegalArgumentException(
                    "The molecule " + Quotes.shown(smiles) + " cannot be drawn: " + Quotes.oneLine(e.getMessage()), e);
        }
        return CODE.matcher(svg.substring(svg.indexOf("<svg"))).replaceAll(code -> {
            int atom = Integer.parseInt(code.group(2), 16);
            return Matcher.quoteReplacement(
                    String.format(Locale.ROOT, "data-atom='%d' %s='%s'", atom, code.group(1), ground(atom)));
        });
    }

    private String ground(int atom) {
        if (!hasEvidence) {
            return onWhite(ORANGE, weights[atom]);
        }
        float strongest = 0;
        for (float value : evidence) {
            strongest = Math.max(strongest, Math.abs(value));
        }
        return onWhite(evidence[atom] < 0 ? BLUE : ORANGE, strongest == 0 ? 0 : Math.abs(evidence[atom]) / strongest);
    }

    /** @param share share of the colour, in [0,1] */
    private static String onWhite(Color colour, float share) {
        return String.format(
                Locale.ROOT,
                "#%02X%02X%02X",
                Math.round(255 - share * (255 - colour.getRed())),
                Math.round(255 - share * (255 - colour.getGreen())),
                Math.round(255 - share * (255 - colour.getBlue())));
    }
}
