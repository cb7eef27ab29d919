package io.maskstream.streamer.live;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.schemas.render.MoleculeDrawing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws the structures of molecules, if possible. Safe for use by several threads. */
final class StructureDrawing {

    private static final Logger LOG = LoggerFactory.getLogger(StructureDrawing.class);

    /** Larger structures are unreadable at the size of a card, and take long to lay out. */
    private static final int MAXIMUM_ATOMS = 200;

    private volatile boolean complained;

    /** Returns an SVG in which {@code data-atom} is an atom's index; empty if this molecule cannot be drawn. */
    Optional<String> svg(String smiles, List<WeightedSpan> spans) {
        try {
            MoleculeDrawing drawing = new MoleculeDrawing(smiles);
            if (drawing.atoms() > MAXIMUM_ATOMS) {
                return Optional.empty();
            }
            for (WeightedSpan span : spans) {
                int atom = Objects.requireNonNullElse(span.getAtom(), Span.NO_ATOM);
                drawing.weigh(atom, span.getWeight());
                if (span.getEvidence() != null) {
                    drawing.addEvidence(atom, span.getEvidence());
                }
            }
            return Optional.of(drawing.svg());
        } catch (RuntimeException | LinkageError | InternalError e) {
            complain(smiles, e);
            return Optional.empty();
        }
    }

    /** A single molecule may be unusual; without a font, no molecule can be drawn, but the rest of the page works. */
    private void complain(String smiles, Throwable reason) {
        if (!complained) {
            LOG.warn(
                    "A structure cannot be drawn, and others may fail as well; check that a font is installed: {}",
                    reason.toString());
        }
        complained = true;
        LOG.debug("No structure of {}", Quotes.shown(smiles), reason);
    }
}
