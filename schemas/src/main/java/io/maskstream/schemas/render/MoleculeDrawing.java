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

/** The structure of a molecule, each atom on a ground that is stronger the more the atom weighs. */
public final class MoleculeDrawing {

    private static final int GLOW = 4;
    private static final double MARGIN = 1;
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);
    private static final Color HIGHEST = new Color(0xE69F00);

    /** Stands for an atom's index until the drawing is finished: CDK does not write which ground belongs to which atom. */
    private static final int FIRST_CODE = 0x7E0000;

    private static final Pattern CODE = Pattern.compile("(fill|stroke)='#7E([0-9A-F]{4})'");

    private final String smiles;
    private final IAtomContainer structure;
    private final float[] weights;

    /**
     * A molecule whose atoms weigh nothing yet.
     *
     * @throws UnencodableInputException if it is no SMILES, apart from white space around it
     */
    public MoleculeDrawing(String smiles) {
        this.smiles = smiles;
        this.structure = SmilesAtoms.parse(smiles.strip());
        this.weights = new float[structure.getAtomCount()];
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
                    String.format(Locale.ROOT, "data-atom='%d' %s='%s'", atom, code.group(1), onWhite(weights[atom])));
        });
    }

    private static String onWhite(float weight) {
        return String.format(
                Locale.ROOT,
                "#%02X%02X%02X",
                Math.round(255 - weight * (255 - HIGHEST.getRed())),
                Math.round(255 - weight * (255 - HIGHEST.getGreen())),
                Math.round(255 - weight * (255 - HIGHEST.getBlue())));
    }
}
