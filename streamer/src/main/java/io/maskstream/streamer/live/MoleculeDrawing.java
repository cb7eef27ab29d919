package io.maskstream.streamer.live;

import io.maskstream.schemas.encoding.SmilesAtoms;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openscience.cdk.depict.DepictionGenerator;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.renderer.SymbolVisibility;
import org.openscience.cdk.renderer.generators.standard.StandardGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws the structures of molecules, each atom on a ground that is stronger the more the atom weighs. For one thread. */
final class MoleculeDrawing {

    private static final Logger LOG = LoggerFactory.getLogger(MoleculeDrawing.class);

    /** A structure of more atoms is a thicket at the size of a card, and takes long to lay out. */
    private static final int MAXIMUM_ATOMS = 200;

    private static final int GLOW = 4;
    private static final double MARGIN = 1;
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);
    private static final Color HIGHEST = new Color(0xE69F00);

    /** Stands for an atom's index until the drawing is finished: CDK does not write which ground belongs to which atom. */
    private static final int FIRST_CODE = 0x7E0000;

    private static final Pattern CODE = Pattern.compile("(fill|stroke)='#7E([0-9A-F]{4})'");

    private boolean complained;

    /**
     * Draws.
     *
     * @param weights of the atoms, in [0,1], by their index
     * @return SVG in which {@code data-atom} holds an atom's index; empty if this molecule cannot be drawn
     */
    Optional<String> svg(String smiles, float[] weights) {
        try {
            IAtomContainer structure = SmilesAtoms.parse(smiles);
            if (structure.getAtomCount() > MAXIMUM_ATOMS) {
                return Optional.empty();
            }
            DepictionGenerator generator = new DepictionGenerator()
                    .withOuterGlowHighlight(GLOW)
                    .withMargin(MARGIN)
                    .withBackgroundColor(TRANSPARENT)
                    .withParam(
                            StandardGenerator.Visibility.class,
                            SymbolVisibility.iupacRecommendationsWithoutTerminalCarbon());
            for (int atom = 0; atom < Math.min(weights.length, structure.getAtomCount()); atom++) {
                generator = generator.withHighlight(List.of(structure.getAtom(atom)), new Color(FIRST_CODE + atom));
            }
            String svg = generator.depict(structure).toSvgStr();
            return Optional.of(coloured(svg.substring(svg.indexOf("<svg")), weights));
        } catch (CDKException | RuntimeException | LinkageError | InternalError e) {
            complain(smiles, e);
            return Optional.empty();
        }
    }

    /** One molecule may be strange; without a font, none can be drawn, and everything else on the page works. */
    private void complain(String smiles, Throwable reason) {
        if (!complained) {
            LOG.warn(
                    "A structure cannot be drawn, and others may not be, either; is there a font? {}",
                    reason.toString());
        }
        complained = true;
        LOG.debug("No structure of {}", smiles, reason);
    }

    private static String coloured(String svg, float[] weights) {
        return CODE.matcher(svg).replaceAll(code -> {
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
