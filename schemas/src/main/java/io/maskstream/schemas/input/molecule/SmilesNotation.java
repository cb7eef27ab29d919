package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Quotes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A strict parser for SMILES strings by the grammar of <a href="http://opensmiles.org/opensmiles.html">OpenSMILES</a>.
 * It finds the atoms and bonds, and the atom of each character. Strictness is needed because libraries repair invalid
 * strings, and a repaired string would be explained as another molecule. Beyond the grammar, the parser refuses atoms
 * with more bonds than their element allows, and atoms that are written as aromatic but are not in an aromatic ring. It
 * takes linear time and does not recurse. For a single use; see {@link #read}.
 */
final class SmilesNotation {

    /** CDK traverses molecules recursively: a chain of 3,000 atoms overflows a stack of 512 KiB. */
    static final int MAXIMUM_ATOMS = 1000;

    private static final int NONE = -1;
    private static final int RING_NUMBERS = 100;
    private static final int LARGEST_CHARGE = 15;

    private static final Set<String> ELEMENTS = Set.of(
            ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr"
                            + " Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb"
                            + " Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm"
                            + " Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og")
                    .split(" "));

    /** The element before a character. */
    private enum Before {
        NOTHING,
        ATOM,
        RING_CLOSURE,
        BOND,
        DOT,
        OPENING,
        CLOSING
    }

    private final String smiles;
    private final int offset;
    private final int[] atomOfCharacter;
    private int position;

    private int atoms;
    private final int[] atomStart;
    private final boolean[] aromatic;
    private final boolean[] wildcard;

    /** The maximum of an atom's bond orders by its element; unlimited for an atom in brackets. */
    private final int[] valence;

    /** The sum of an atom's bond orders; aromatic bonds count as one. */
    private final int[] orders;

    /** The number of an atom's neighbours and explicit hydrogens. */
    private final int[] neighbours;

    /** The previous atom in an atom's chain; -1 for the first atom of a fragment. */
    private final int[] chainBond;

    private int bonds;
    private final int[] bondFrom;
    private final int[] bondTo;

    private Before before = Before.NOTHING;
    private int previous = NONE;
    private char bond;
    private int bondPosition;
    private boolean ringMayFollow;

    private final int[] openAtom;
    private final int[] openPosition;
    private int depth;

    private final int[] ringAtom = new int[RING_NUMBERS];
    private final int[] ringPosition = new int[RING_NUMBERS];
    private final char[] ringBond = new char[RING_NUMBERS];
    private final Set<Long> ringBonds = new HashSet<>();

    private SmilesNotation(String smiles, int offset) {
        this.smiles = smiles;
        this.offset = offset;
        int length = smiles.length();
        this.atomOfCharacter = new int[length];
        this.atomStart = new int[length];
        this.aromatic = new boolean[length];
        this.wildcard = new boolean[length];
        this.valence = new int[length];
        this.orders = new int[length];
        this.neighbours = new int[length];
        this.chainBond = new int[length];
        this.bondFrom = new int[length];
        this.bondTo = new int[length];
        this.openAtom = new int[length];
        this.openPosition = new int[length];
        Arrays.fill(atomOfCharacter, Span.NO_ATOM);
        Arrays.fill(ringAtom, NONE);
    }

    /**
     * Parses a string.
     *
     * @param smiles without white space around it
     * @param offset offset of the string in the published text, in code points; positions in messages include it
     * @throws UnencodableInputException if it is not valid SMILES, or has more than {@value #MAXIMUM_ATOMS} atoms
     */
    static SmilesNotation read(String smiles, int offset) {
        SmilesNotation notation = new SmilesNotation(smiles, offset);
        notation.read();
        notation.checkValences();
        notation.checkAromaticRings();
        return notation;
    }

    /** Returns the number of atoms. */
    int atoms() {
        return atoms;
    }

    /** Returns for each UTF-16 unit the index of its atom, or {@link Span#NO_ATOM}. */
    int[] atomOfCharacter() {
        return atomOfCharacter;
    }

    /**
     * Returns the position in the published text of the first atom that is written as aromatic; -1 if there is none.
     */
    int firstAromatic() {
        for (int atom = 0; atom < atoms; atom++) {
            if (aromatic[atom]) {
                return place(atomStart[atom]);
            }
        }
        return NONE;
    }

    private void read() {
        if (smiles.isEmpty()) {
            throw refusal("it is empty");
        }
        while (position < smiles.length()) {
            char c = smiles.charAt(position);
            switch (c) {
                case '-', '=', '#', '$', ':', '/', '\\' -> bond(c);
                case '(' -> open();
                case ')' -> close();
                case '.' -> dot();
                case '[' -> bracketAtom();
                case '%', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> ringClosure(c);
                default -> plainAtom(c);
            }
        }
        if (before == Before.BOND || before == Before.DOT) {
            throw refusal(lastOne() + " has no atom after it");
        }
        if (depth > 0) {
            throw refusal("the branch that opens" + at(openPosition[depth - 1]) + " is not closed");
        }
        for (int number = 0; number < RING_NUMBERS; number++) {
            if (ringAtom[number] != NONE) {
                throw refusal("the ring closure " + number + at(ringPosition[number]) + " has no counterpart");
            }
        }
    }

    private void bond(char symbol) {
        switch (before) {
            case NOTHING, DOT -> throw refusal("the bond '" + symbol + "'" + at(position) + " has no atom before it");
            case BOND -> throw refusal("the bond '" + symbol + "'" + at(position) + " follows another bond");
            default -> {
                bond = symbol;
                bondPosition = position++;
                // A bond at the start of a branch leads to an atom; a bond after an atom may also lead to a ring
                // closure.
                ringMayFollow = before != Before.OPENING;
                before = Before.BOND;
            }
        }
    }

    private void open() {
        switch (before) {
            case NOTHING, DOT -> throw refusal("the branch" + at(position) + " has no atom before it");
            case BOND -> throw refusal(lastOne() + " is before a branch; move it into the branch");
            case OPENING -> throw refusal("the branch" + at(position) + " starts with a branch, not with an atom");
            default -> {
                openAtom[depth] = previous;
                openPosition[depth++] = position++;
                before = Before.OPENING;
            }
        }
    }

    private void close() {
        if (depth == 0) {
            throw refusal("the bracket ')'" + at(position) + " has no matching '('");
        }
        switch (before) {
            case OPENING -> throw refusal("the branch" + at(position - 1) + " is empty");
            case BOND, DOT -> throw refusal(lastOne() + " has no atom after it");
            default -> {
                previous = openAtom[--depth];
                position++;
                before = Before.CLOSING;
            }
        }
    }

    private void dot() {
        switch (before) {
            case NOTHING -> throw refusal("the dot" + at(position) + " has nothing before it");
            case DOT -> throw refusal("the dot" + at(position) + " follows another dot");
            case BOND -> throw refusal(lastOne() + " has no atom after it");
            default -> {
                previous = NONE;
                bondPosition = position++;
                before = Before.DOT;
            }
        }
    }

    private void ringClosure(char c) {
        boolean joins = previous != NONE && before != Before.OPENING && (before != Before.BOND || ringMayFollow);
        int start = position;
        if (!joins) {
            throw refusal("the ring closure" + at(start) + " has no atom before it");
        }
        int number;
        if (c == '%') {
            if (!isDigit(start + 1) || !isDigit(start + 2)) {
                throw refusal("the '%'" + at(start) + " needs two digits after it");
            }
            number = Integer.parseInt(smiles, start + 1, start + 3, 10);
            position += 3;
        } else {
            number = c - '0';
            position++;
        }
        char symbol = before == Before.BOND ? bond : 0;
        if (ringAtom[number] == NONE) {
            ringAtom[number] = previous;
            ringPosition[number] = start;
            ringBond[number] = symbol;
        } else {
            closeRing(number, start, symbol);
        }
        before = Before.RING_CLOSURE;
    }

    private void closeRing(int number, int start, char symbol) {
        int from = ringAtom[number];
        char first = ringBond[number];
        String both = "the ring closures " + number + at(ringPosition[number]) + " and" + at(start);
        if (from == previous) {
            throw refusal(both + " join an atom with itself");
        }
        if (first != 0 && symbol != 0 && !isSameBond(first, symbol)) {
            throw refusal(both + " have different bonds, '" + first + "' and '" + symbol + "'");
        }
        long pair = (long) Math.min(from, previous) * smiles.length() + Math.max(from, previous);
        if (chainBond[from] == previous || chainBond[previous] == from || !ringBonds.add(pair)) {
            throw refusal(both + " join two atoms that already have a bond");
        }
        addBond(from, previous, first == 0 ? symbol : first, start);
        ringAtom[number] = NONE;
    }

    /** The direction of a bond is written from each end, so both symbols may differ. */
    private static boolean isSameBond(char first, char second) {
        return first == second || (isDirection(first) && isDirection(second));
    }

    private static boolean isDirection(char bond) {
        return bond == '/' || bond == '\\';
    }

    private void plainAtom(char c) {
        int start = position;
        int end = start + 1;
        int most;
        switch (c) {
            case '*' -> most = Integer.MAX_VALUE;
            case 'B', 'b' -> {
                boolean bromine = c == 'B' && smiles.startsWith("r", end);
                end = bromine ? end + 1 : end;
                most = bromine ? 7 : 3;
            }
            case 'C', 'c' -> {
                boolean chlorine = c == 'C' && smiles.startsWith("l", end);
                end = chlorine ? end + 1 : end;
                most = chlorine ? 7 : 4;
            }
            case 'N', 'n', 'P', 'p' -> most = 5;
            case 'O', 'o' -> most = 2;
            case 'S', 's' -> most = 6;
            case 'F' -> most = 1;
            case 'I' -> most = 7;
            default -> throw noAtom(start);
        }
        int atom = addAtom(start, end, c >= 'a' && c <= 'z', c == '*');
        valence[atom] = most;
    }

    private UnencodableInputException noAtom(int start) {
        int c = smiles.codePointAt(start);
        if (c == 'H' || c == 'D' || c == 'T') {
            return refusal("'" + (char) c + "'" + at(start) + " needs brackets; hydrogen is written ["
                    + (c == 'H' ? "" : c == 'D' ? "2" : "3") + "H]");
        }
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            return refusal("there is white space" + at(start) + "; no title or extension may follow the structure");
        }
        if (c == '>') {
            return refusal("there is '>'" + at(start) + "; a reaction is not a molecule");
        }
        if (c == ']') {
            return refusal("the bracket ']'" + at(start) + " has no matching '['");
        }
        return refusal("there is " + Quotes.character(c) + at(start)
                + ", which is not an atom, a bond, a branch or a ring closure");
    }

    /** {@code '[' isotope? symbol chirality? hydrogens? charge? class? ']'}. */
    private void bracketAtom() {
        int start = position;
        int i = endOfDigits(start + 1);
        if (i - start > 4) {
            throw refusal("the isotope" + at(start + 1) + " has more than three digits");
        }
        int symbolStart = i;
        i = endOfSymbol(start, i);
        boolean isHydrogen = i == symbolStart + 1 && smiles.charAt(symbolStart) == 'H';
        char first = smiles.charAt(symbolStart);
        i = endOfChirality(i);
        int hydrogens = 0;
        if (smiles.startsWith("H", i)) {
            if (isHydrogen) {
                throw refusal("the hydrogen" + at(start) + " has a hydrogen; it is written [H][H]");
            }
            i++;
            hydrogens = 1;
            if (isDigit(i)) {
                hydrogens = smiles.charAt(i++) - '0';
            }
        }
        i = endOfCharge(i);
        if (smiles.startsWith(":", i)) {
            int end = endOfDigits(i + 1);
            if (end == i + 1 || end - i > 10) {
                throw refusal("the atom class" + at(i) + " needs one to nine digits");
            }
            i = end;
        }
        if (i == smiles.length()) {
            throw refusal("the bracket '['" + at(start) + " is not closed");
        }
        if (smiles.charAt(i) != ']') {
            throw refusal(
                    "there is " + Quotes.character(smiles.codePointAt(i)) + at(i) + ", where the bracket should close;"
                            + " it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order");
        }
        boolean lower = first >= 'a' && first <= 'z';
        int atom = addAtom(start, i + 1, lower, first == '*');
        valence[atom] = Integer.MAX_VALUE;
        neighbours[atom] += hydrogens;
    }

    private int endOfSymbol(int start, int i) {
        if (i == smiles.length()) {
            throw refusal("the bracket '['" + at(start) + " is not closed");
        }
        char c = smiles.charAt(i);
        if (c == '*') {
            return i + 1;
        }
        if (smiles.startsWith("se", i) || smiles.startsWith("as", i)) {
            return i + 2;
        }
        if ("bcnops".indexOf(c) >= 0) {
            return i + 1;
        }
        int two = i + 2;
        if (two <= smiles.length() && ELEMENTS.contains(smiles.substring(i, two))) {
            return two;
        }
        if (ELEMENTS.contains(String.valueOf(c))) {
            return i + 1;
        }
        throw refusal("there is " + Quotes.character(smiles.codePointAt(i)) + at(i)
                + ", where the symbol of an element should be");
    }

    private int endOfChirality(int start) {
        if (!smiles.startsWith("@", start)) {
            return start;
        }
        int i = start + 1;
        if (smiles.startsWith("@", i)) {
            return i + 1;
        }
        int largest;
        if (smiles.startsWith("TH", i) || smiles.startsWith("AL", i)) {
            largest = 2;
        } else if (smiles.startsWith("SP", i)) {
            largest = 3;
        } else if (smiles.startsWith("TB", i)) {
            largest = 20;
        } else if (smiles.startsWith("OH", i)) {
            largest = 30;
        } else {
            return i;
        }
        int end = Math.min(endOfDigits(i + 2), i + 4);
        int number = end == i + 2 ? 0 : Integer.parseInt(smiles, i + 2, end, 10);
        if (number < 1 || number > largest || smiles.charAt(i + 2) == '0') {
            throw refusal("the chirality" + at(start) + " needs a number from 1 to " + largest);
        }
        return end;
    }

    private int endOfCharge(int start) {
        if (!smiles.startsWith("+", start) && !smiles.startsWith("-", start)) {
            return start;
        }
        int i = start + 1;
        if (smiles.startsWith(smiles.substring(start, i), i)) {
            return i + 1;
        }
        int end = endOfDigits(i);
        if (end > i && (end - i > 2 || Integer.parseInt(smiles, i, end, 10) > LARGEST_CHARGE)) {
            throw refusal("the charge" + at(start) + " is beyond " + LARGEST_CHARGE);
        }
        return end;
    }

    private int endOfDigits(int start) {
        int i = start;
        while (isDigit(i)) {
            i++;
        }
        return i;
    }

    private boolean isDigit(int i) {
        return i < smiles.length() && smiles.charAt(i) >= '0' && smiles.charAt(i) <= '9';
    }

    private int addAtom(int start, int end, boolean isAromatic, boolean isWildcard) {
        if (atoms == MAXIMUM_ATOMS) {
            throw new UnencodableInputException(
                    TOO_LONG, "field 'smiles' has more than " + MAXIMUM_ATOMS + " atoms, which is the maximum");
        }
        int atom = atoms++;
        atomStart[atom] = start;
        aromatic[atom] = isAromatic;
        wildcard[atom] = isWildcard;
        Arrays.fill(atomOfCharacter, start, end, atom);
        chainBond[atom] = previous;
        if (previous != NONE) {
            addBond(previous, atom, before == Before.BOND ? bond : 0, bondPosition);
        }
        previous = atom;
        position = end;
        before = Before.ATOM;
        return atom;
    }

    private void addBond(int from, int to, char symbol, int place) {
        if (symbol == ':' && !(mayBeAromatic(from) && mayBeAromatic(to))) {
            throw refusal("the aromatic bond" + at(place) + " joins an atom that is not written as aromatic");
        }
        int order =
                switch (symbol) {
                    case '=' -> 2;
                    case '#' -> 3;
                    case '$' -> 4;
                    default -> 1;
                };
        orders[from] += order;
        orders[to] += order;
        neighbours[from]++;
        neighbours[to]++;
        bondFrom[bonds] = from;
        bondTo[bonds++] = to;
    }

    private boolean mayBeAromatic(int atom) {
        return aromatic[atom] || wildcard[atom];
    }

    private void checkValences() {
        for (int atom = 0; atom < atoms; atom++) {
            if (orders[atom] > valence[atom]) {
                throw refusal("the atom" + at(atomStart[atom]) + " has bonds of order " + orders[atom]
                        + ", but its element has at most " + valence[atom] + " without brackets");
            }
            // The fourth valence electron of an aromatic carbon belongs to the ring.
            if (aromatic[atom] && isCarbon(atom) && neighbours[atom] > 3) {
                throw refusal("the aromatic carbon" + at(atomStart[atom]) + " has more than three neighbours");
            }
        }
    }

    private boolean isCarbon(int atom) {
        int start = atomStart[atom];
        int symbol = smiles.charAt(start) == '[' ? endOfDigits(start + 1) : start;
        return smiles.charAt(symbol) == 'c';
    }

    /**
     * Each atom that is written as aromatic must have a ring bond to another such atom. The whole ring need not be
     * aromatic, because data sets contain rings that are only partly written as aromatic, such as {@code
     * c1ccC2COCC2c1}.
     */
    private void checkAromaticRings() {
        boolean any = false;
        for (int atom = 0; atom < atoms; atom++) {
            any |= aromatic[atom];
        }
        if (!any) {
            return;
        }
        boolean[] inRing = new AromaticRings(atoms, bonds, bondFrom, bondTo, this::mayBeAromatic).find();
        for (int atom = 0; atom < atoms; atom++) {
            if (aromatic[atom] && !inRing[atom]) {
                throw refusal("the atom" + at(atomStart[atom])
                        + " is written as aromatic, in lower case, but is in no aromatic ring");
            }
        }
    }

    private String lastOne() {
        return (before == Before.DOT ? "the dot" : "the bond '" + bond + "'") + at(bondPosition);
    }

    private int place(int index) {
        return offset + smiles.codePointCount(0, index);
    }

    private String at(int index) {
        return " at " + place(index);
    }

    private static UnencodableInputException refusal(String reason) {
        return new UnencodableInputException(UNPARSABLE, "field 'smiles' is not valid SMILES: " + reason);
    }
}
