package io.maskstream.schemas.input.molecule;

import java.util.Locale;
import java.util.Map;
import org.openscience.cdk.interfaces.IAtom;

/**
 * Writes an atom in the canonical form: as in SMILES, with brackets if the bare symbol would stand for another atom.
 */
final class AtomSymbol {

    private static final String WILDCARD = "*";

    /** The normal valences of elements that need no brackets, which implicit hydrogens fill (OpenSMILES). */
    private static final Map<String, int[]> VALENCES = Map.of(
            "B", new int[] {3},
            "C", new int[] {4},
            "N", new int[] {3, 5},
            "O", new int[] {2},
            "P", new int[] {3, 5},
            "S", new int[] {2, 4, 6},
            "F", new int[] {1},
            "Cl", new int[] {1},
            "Br", new int[] {1},
            "I", new int[] {1});

    private AtomSymbol() {}

    /**
     * Returns the symbol with hydrogens and charge, such as {@code N}, {@code [nH]} or {@code [N+]}.
     *
     * @param hydrogens number of hydrogens bound to the atom
     * @param orders sum of the orders of its other bonds
     */
    static String of(IAtom atom, int hydrogens, int orders) {
        String element = element(atom);
        int charge = atom.getFormalCharge();
        if (charge == 0 && isBare(atom, hydrogens, orders)) {
            return element;
        }
        StringBuilder symbol = new StringBuilder("[").append(element);
        if (hydrogens > 0) {
            symbol.append('H').append(hydrogens > 1 ? String.valueOf(hydrogens) : "");
        }
        if (charge != 0) {
            symbol.append(charge > 0 ? '+' : '-');
            symbol.append(Math.abs(charge) > 1 ? String.valueOf(Math.abs(charge)) : "");
        }
        return symbol.append(']').toString();
    }

    /**
     * Returns the symbol of the element alone, such as {@code N} or {@code [Na]}, in lower case for an aromatic atom.
     */
    static String plain(IAtom atom) {
        String element = element(atom);
        return VALENCES.containsKey(atom.getSymbol()) || element.equals(WILDCARD) ? element : "[" + element + "]";
    }

    /**
     * Returns whether an entry of a vocabulary is an atom rather than a bond, a branch, a ring closure or the dot
     * between fragments.
     */
    static boolean isAtom(String token) {
        return !token.isEmpty() && (Character.isLetter(token.charAt(0)) || "[*".indexOf(token.charAt(0)) >= 0);
    }

    private static String element(IAtom atom) {
        if (atom.getAtomicNumber() == 0) {
            return WILDCARD;
        }
        return atom.isAromatic() ? atom.getSymbol().toLowerCase(Locale.ROOT) : atom.getSymbol();
    }

    private static boolean isBare(IAtom atom, int hydrogens, int orders) {
        int[] valences = VALENCES.get(atom.getSymbol());
        if (valences == null) {
            return atom.getAtomicNumber() == 0 && hydrogens == 0;
        }
        if (atom.isAromatic() && !atom.getSymbol().equals("C")) {
            return hydrogens == 0;
        }
        for (int valence : valences) {
            if (valence >= orders) {
                return valence - orders == hydrogens;
            }
        }
        return hydrogens == 0;
    }
}
