package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Quotes;
import java.util.ArrayList;
import java.util.List;
import org.openscience.cdk.exception.InvalidSmilesException;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmilesParser;

/** Which atom each character of a SMILES string belongs to. */
public final class SmilesAtoms {

    /** To make a parser costs more than to parse with it, and CDK does not say that threads may share one. */
    private static final ThreadLocal<SmilesParser> PARSER = ThreadLocal.withInitial(SmilesAtoms::parser);

    private SmilesAtoms() {}

    /**
     * Parses a SMILES string.
     *
     * @param smiles without white space around it
     * @throws UnencodableInputException if it is no SMILES
     */
    public static IAtomContainer parse(String smiles) {
        return parse(SmilesNotation.read(smiles, 0), smiles);
    }

    /**
     * For each character of a SMILES string the index of its atom, in the order in which CDK, too, numbers the atoms,
     * or {@link Span#NO_ATOM} for bonds, branches and ring closures.
     *
     * @param smiles without white space around it
     * @throws UnencodableInputException if it is no SMILES
     */
    public static int[] ofCharacters(String smiles) {
        return ofCharacters(smiles, 0);
    }

    /**
     * The same for a part of a text.
     *
     * @param offset of the string in the text, in code points; positions in messages count from the text's start
     * @throws UnencodableInputException if it is no SMILES
     */
    static int[] ofCharacters(String smiles, int offset) {
        SmilesNotation notation = SmilesNotation.read(smiles, offset);
        parse(notation, smiles);
        return notation.atomOfCharacter();
    }

    /**
     * A molecule with where its atoms stand.
     *
     * @param molecule as it was parsed
     * @param spans of its atoms, brackets included
     */
    record Spelt(IAtomContainer molecule, List<Span> spans) {}

    /**
     * Parses a part of a text.
     *
     * @param offset of the string in the text, in code points
     * @throws UnencodableInputException if it is no SMILES
     */
    static Spelt parse(String smiles, int offset) {
        SmilesNotation notation = SmilesNotation.read(smiles, offset);
        IAtomContainer molecule = parse(notation, smiles);
        int[] atoms = notation.atomOfCharacter();
        List<Span> spans = new ArrayList<>();
        // A SMILES string is of ASCII: a character is a code point.
        for (int start = 0; start < atoms.length; ) {
            int end = start + 1;
            while (end < atoms.length && atoms[end] == atoms[start]) {
                end++;
            }
            if (atoms[start] != Span.NO_ATOM) {
                spans.add(new Span(offset + start, offset + end, atoms[start]));
            }
            start = end;
        }
        return new Spelt(molecule, spans);
    }

    /** Gives aromatic rings their double bonds and checks marks of stereochemistry, of which the notation knows nothing. */
    private static IAtomContainer parse(SmilesNotation notation, String smiles) {
        IAtomContainer molecule;
        try {
            // CDK does not know that %01 is the ring closure 1.
            molecule = PARSER.get().parseSmiles(smiles.replace("%0", ""));
        } catch (InvalidSmilesException | RuntimeException e) {
            throw refusal(reason(notation, e.getMessage()), e);
        }
        if (molecule.getAtomCount() != notation.atoms()) {
            throw refusal("it spells " + notation.atoms() + " atoms but stands for " + molecule.getAtomCount(), null);
        }
        return molecule;
    }

    private static String reason(SmilesNotation notation, String message) {
        if (message == null) {
            return "no reason given";
        }
        if (message.contains("ekul")) {
            return "the aromatic atoms, the first of them at " + notation.firstAromatic()
                    + ", have no Kekule structure; a hydrogen may be missing, as in [nH]";
        }
        if (message.contains("Cis/Trans")) {
            return "the marks '/' and '\\' at a double bond contradict each other";
        }
        // CDK repeats the string before the reason, and behind it, where it points into it.
        String line = message.lines().findFirst().orElse("");
        return Quotes.oneLine(
                line.substring(line.indexOf("', ") + 1).replaceFirst("^, ", "").replaceFirst(":? *$", ""));
    }

    private static UnencodableInputException refusal(String reason, Throwable cause) {
        return new UnencodableInputException(UNPARSABLE, "field 'smiles' is not valid SMILES: " + reason, cause);
    }

    private static SmilesParser parser() {
        SmilesParser parser = new SmilesParser(SilentChemObjectBuilder.getInstance());
        parser.setStrict(true);
        return parser;
    }
}
