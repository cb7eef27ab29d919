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
 * The structure of a molecule, each atom on a ground that is stronger the more the atom weighs; or, where there is evidence,
 * the more it adds to the prediction, in orange, or takes from it, in blue.
 */
public final class MoleculeDrawing {

    private static final int GLOW = 4;
    private static final double MARGIN = 1;
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);

    /** Two colours that colour-blind people tell apart, and in which black can be read: Okabe and Ito 2008. */
    private static final Color ORANGE = new Color(0xE69F00);

    private static final Color BLUE = new Color(0x56B4E9);

    /** Stands for an atom's index until the drawing is finished: CDK does not write which ground belongs to which atom. */
    private static final int FIRST_CODE = 0x7E0000;

    private static final Pattern CODE = Pattern.compile("(fill|stroke)='#7E([0-9A-F]{4})'");

    private final String smiles;
    private final IAtomContainer structure;
    private final float[] weights;
    private final float[] evidence;
    private boolean hasEvidence;

    /**
     * A molecule whose atoms weigh nothing yet.
     *
     * @throws UnencodableInputException if it is no SMILES, apart from white space around it
     */
    public MoleculeDrawing(String smiles) {
        this.smiles = smiles;
        this.structure = SmilesAtoms.parse(smiles.strip());
        this.weights = new float[structure.getAtomCount()];
        this.evidence = new float[weights.length];
    }

    /** How many atoms it has; the higher, the longer it takes to lay it out. */
    public int atoms() {
        return weights.length;
    }

    /**
     * Weighs one of an atom's characters: the atom weighs as much as the heaviest of them.
     *
     * @param atom by its index; nothing happens for {@link Span#NO_ATOM}
     * @param weight in [0,1]
     */
    public void weigh(int atom, float weight) {
        if (atom != Span.NO_ATOM) {
            weights[atom] = Math.max(weights[atom], weight);
        }
    }

    /**
     * Adds the evidence of one of an atom's characters: that of the atom is their sum. From then on evidence is shown instead of
     * weights, that of the strongest atom in full.
     *
     * @param atom by its index; {@link Span#NO_ATOM} adds to none
     * @param value finite; above 0 it raises the prediction
     */
    public void addEvidence(int atom, float value) {
        hasEvidence = true;
        if (atom != Span.NO_ATOM) {
            evidence[atom] += value;
        }
    }

    /**
     * Draws it.
     *
     * @return an {@code <svg>} element, transparent where nothing is drawn, in which {@code data-atom} holds the index of
     *     the atom to which a ground belongs
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

    /** @param share in [0,1] of the colour */
    private static String onWhite(Color colour, float share) {
        return String.format(
                Locale.ROOT,
                "#%02X%02X%02X",
                Math.round(255 - share * (255 - colour.getRed())),
                Math.round(255 - share * (255 - colour.getGreen())),
                Math.round(255 - share * (255 - colour.getBlue())));
    }
}
