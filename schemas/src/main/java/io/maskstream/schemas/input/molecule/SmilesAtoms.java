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

/** Maps the characters of a SMILES string to atoms. */
public final class SmilesAtoms {

    /** Creating a parser costs more than parsing, and CDK does not document that threads may share one. */
    private static final ThreadLocal<SmilesParser> PARSER = ThreadLocal.withInitial(SmilesAtoms::parser);

    private SmilesAtoms() {}

    /**
     * Parses a SMILES string.
     *
     * @param smiles without white space around it
     * @throws UnencodableInputException if it is not valid SMILES
     */
    public static IAtomContainer parse(String smiles) {
        return parse(SmilesNotation.read(smiles, 0), smiles);
    }

    /**
     * Returns for each character of a SMILES string the index of its atom, which is also CDK's index, or {@link
     * Span#NO_ATOM} for bonds, branches and ring closures.
     *
     * @param smiles without white space around it
     * @throws UnencodableInputException if it is not valid SMILES
     */
    public static int[] ofCharacters(String smiles) {
        return ofCharacters(smiles, 0);
    }

    /**
     * Returns the atoms of the characters of a string within a text.
     *
     * @param offset offset of the string in the text, in code points; positions in messages count from the start of the
     *     text
     * @throws UnencodableInputException if it is not valid SMILES
     */
    static int[] ofCharacters(String smiles, int offset) {
        SmilesNotation notation = SmilesNotation.read(smiles, offset);
        parse(notation, smiles);
        return notation.atomOfCharacter();
    }

    /**
     * A molecule with the positions of its atoms.
     *
     * @param molecule the parsed molecule
     * @param spans the spans of its atoms, including brackets
     */
    record Spelt(IAtomContainer molecule, List<Span> spans) {}

    /**
     * Parses a SMILES string within a text.
     *
     * @param offset of the string in the text, in code points
     * @throws UnencodableInputException if it is not valid SMILES
     */
    static Spelt parse(String smiles, int offset) {
        SmilesNotation notation = SmilesNotation.read(smiles, offset);
        IAtomContainer molecule = parse(notation, smiles);
        int[] atoms = notation.atomOfCharacter();
        List<Span> spans = new ArrayList<>();
        // SMILES is ASCII, so a character is a code point.
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

    /**
     * Places the double bonds of aromatic rings and checks the marks of stereochemistry, which {@link SmilesNotation}
     * does not do.
     */
    private static IAtomContainer parse(SmilesNotation notation, String smiles) {
        IAtomContainer molecule;
        try {
            // CDK does not recognise %01 as the ring closure 1.
            molecule = PARSER.get().parseSmiles(smiles.replace("%0", ""));
        } catch (InvalidSmilesException | RuntimeException e) {
            throw refusal(reason(notation, e.getMessage()), e);
        }
        if (molecule.getAtomCount() != notation.atoms()) {
            throw refusal("it has " + notation.atoms() + " atoms, but CDK reads " + molecule.getAtomCount(), null);
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
        // CDK's message repeats the string before the reason, and after it with a pointer to the position.
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
