package io.maskstream.schemas.encoding;

import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import java.util.Arrays;
import org.openscience.cdk.exception.InvalidSmilesException;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmilesParser;

/** Which atom each character of a SMILES string belongs to. */
public final class SmilesAtoms {

    /** To make a parser costs more than to parse with it, and CDK does not say that threads may share one. */
    private static final ThreadLocal<SmilesParser> PARSER =
            ThreadLocal.withInitial(() -> new SmilesParser(SilentChemObjectBuilder.getInstance()));

    /** What stands for an atom without brackets; H, D and T are CDK's own addition to the notation. */
    private static final String ONE_LETTER_ATOMS = "BCNOPSFIbcnops*HDT";

    private SmilesAtoms() {}

    /**
     * Parses a SMILES string.
     *
     * @throws UnencodableInputException if CDK cannot read it
     */
    public static IAtomContainer parse(String smiles) {
        try {
            return PARSER.get().parseSmiles(smiles);
        } catch (InvalidSmilesException | RuntimeException e) {
            throw new UnencodableInputException(
                    UNPARSABLE, "field 'smiles' is no valid SMILES: " + firstLine(e.getMessage()), e);
        }
    }

    /**
     * For each character of a SMILES string the index of its atom, in the order in which CDK, too, numbers the atoms,
     * or {@link Span#NO_ATOM} for bonds, branches and ring closures.
     *
     * @param smiles without white space
     * @throws UnencodableInputException if CDK cannot read it
     */
    public static int[] ofCharacters(String smiles) {
        int[] atoms = new int[smiles.length()];
        Arrays.fill(atoms, Span.NO_ATOM);
        int atom = 0;
        for (int i = 0; i < atoms.length; ) {
            int end = endOfAtom(smiles, i);
            if (end > i) {
                Arrays.fill(atoms, i, end, atom++);
                i = end;
            } else {
                i++;
            }
        }
        int parsed = parse(smiles).getAtomCount();
        if (parsed != atom) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "field 'smiles' is no plain SMILES: it spells " + atom + " atoms but stands for " + parsed);
        }
        return atoms;
    }

    /** Where the atom that starts at a character ends, or {@code start} if none starts there. */
    private static int endOfAtom(String smiles, int start) {
        char c = smiles.charAt(start);
        if (c == '[') {
            int close = smiles.indexOf(']', start);
            return close < 0 ? smiles.length() : close + 1;
        }
        if (smiles.startsWith("Cl", start) || smiles.startsWith("Br", start)) {
            return start + 2;
        }
        return ONE_LETTER_ATOMS.indexOf(c) >= 0 ? start + 1 : start;
    }

    /** The first line of CDK's message, behind which it repeats the string and points into it. */
    private static String firstLine(String message) {
        return message == null
                ? "no reason given"
                : message.lines().findFirst().orElse("").replaceFirst(":$", "");
    }
}
