package io.maskstream.schemas.input.molecule;

import io.maskstream.schemas.input.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.openscience.cdk.aromaticity.Aromaticity;
import org.openscience.cdk.aromaticity.Kekulization;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;

/**
 * The molecule that the canonical form describes. It has no stereochemistry, isotopes or atom classes. Hydrogens are
 * counted at the atoms to which they are bound. Adjacent charges of opposite sign are replaced by a bond of higher
 * order: {@code [N+](=O)[O-]} becomes {@code N(=O)=O}. Other charges are kept. Aromaticity is determined again by
 * Daylight's rules.
 */
final class MoleculeGraph {

    /** A bond of an aromatic ring; the kind of any other bond is its order. */
    static final int AROMATIC = 5;

    /**
     * A bond that is written as aromatic but is not in an aromatic ring: the positions of its ring's double bonds are
     * undetermined.
     */
    private static final int OPEN = 6;

    private static final int HYDROGEN = 1;
    private static final int CARBON = 6;

    private final String[] symbols;
    private final String[] plainSymbols;
    private final int[][] neighbours;
    private final int[][] kinds;
    private final int[] publishedAtoms;
    private final boolean[] carbon;

    private MoleculeGraph(IAtomContainer molecule, int[] published, BitSet open) {
        int[] atomOf = new int[molecule.getAtomCount()];
        int count = 0;
        for (int i = 0; i < atomOf.length; i++) {
            atomOf[i] = isFolded(molecule.getAtom(i)) ? Span.NO_ATOM : count++;
        }
        symbols = new String[count];
        plainSymbols = new String[count];
        neighbours = new int[count][];
        kinds = new int[count][];
        publishedAtoms = new int[count];
        carbon = new boolean[count];
        for (int i = 0; i < atomOf.length; i++) {
            if (atomOf[i] != Span.NO_ATOM) {
                add(molecule.getAtom(i), atomOf[i], atomOf, open);
                publishedAtoms[atomOf[i]] = published[i];
            }
        }
    }

    private void add(IAtom atom, int index, int[] atomOf, BitSet open) {
        List<IBond> bonds = new ArrayList<>();
        int hydrogens = atom.getImplicitHydrogenCount() == null ? 0 : atom.getImplicitHydrogenCount();
        for (IBond bond : atom.bonds()) {
            if (atomOf[bond.getOther(atom).getIndex()] == Span.NO_ATOM) {
                hydrogens++;
            } else {
                bonds.add(bond);
            }
        }
        neighbours[index] = new int[bonds.size()];
        kinds[index] = new int[bonds.size()];
        int orders = 0;
        for (int i = 0; i < bonds.size(); i++) {
            IBond bond = bonds.get(i);
            neighbours[index][i] = atomOf[bond.getOther(atom).getIndex()];
            kinds[index][i] = open.get(bond.getIndex())
                    ? OPEN
                    : bond.isAromatic() ? AROMATIC : bond.getOrder().numeric();
            orders += bond.getOrder().numeric();
        }
        carbon[index] = atom.getAtomicNumber() == CARBON;
        plainSymbols[index] = AtomSymbol.plain(atom);
        symbols[index] = AtomSymbol.of(atom, hydrogens, orders);
    }

    /**
     * Reads a molecule.
     *
     * @param molecule the parsed molecule; it is modified
     */
    static MoleculeGraph of(IAtomContainer molecule) {
        int[] published = new int[molecule.getAtomCount()];
        Arrays.setAll(published, atom -> atom);
        neutralise(molecule);
        BitSet written = new BitSet();
        for (IAtom atom : molecule.atoms()) {
            written.set(atom.getIndex(), atom.isAromatic());
        }
        Aromaticity.apply(Aromaticity.Model.Daylight, molecule);
        BitSet open = new BitSet();
        for (IBond bond : molecule.bonds()) {
            IAtom begin = bond.getBegin();
            IAtom end = bond.getEnd();
            boolean both = written.get(begin.getIndex()) && written.get(end.getIndex());
            open.set(bond.getIndex(), both && !(begin.isAromatic() && end.isAromatic()));
        }
        return open.isEmpty() ? new MoleculeGraph(molecule, published, open) : settled(molecule, published, open);
    }

    private static boolean isFolded(IAtom atom) {
        if (atom.getAtomicNumber() != HYDROGEN
                || atom.getFormalCharge() != 0
                || atom.getBondCount() != 1
                || (atom.getImplicitHydrogenCount() != null && atom.getImplicitHydrogenCount() != 0)) {
            return false;
        }
        IBond bond = atom.bonds().iterator().next();
        return bond.getOrder() == IBond.Order.SINGLE && bond.getOther(atom).getAtomicNumber() != HYDROGEN;
    }

    /**
     * Replaces adjacent opposite charges of nitrogen, phosphorus or sulphur and their neighbours, for which both
     * notations are in use.
     */
    private static void neutralise(IAtomContainer molecule) {
        for (IBond bond : molecule.bonds()) {
            if (!neutralised(bond, bond.getBegin(), bond.getEnd())) {
                neutralised(bond, bond.getEnd(), bond.getBegin());
            }
        }
    }

    private static boolean neutralised(IBond bond, IAtom positive, IAtom negative) {
        IBond.Order higher = bond.getOrder() == IBond.Order.SINGLE
                ? IBond.Order.DOUBLE
                : bond.getOrder() == IBond.Order.DOUBLE ? IBond.Order.TRIPLE : null;
        if (higher == null
                || bond.isAromatic()
                || positive.getFormalCharge() != 1
                || negative.getFormalCharge() != -1
                || !isOneOf(positive, "N", "P", "S")
                || !isOneOf(negative, "N", "O", "S")) {
            return false;
        }
        bond.setOrder(higher);
        positive.setFormalCharge(0);
        negative.setFormalCharge(0);
        return true;
    }

    private static boolean isOneOf(IAtom atom, String... symbols) {
        return List.of(symbols).contains(atom.getSymbol());
    }

    /**
     * Places double bonds that the string left undetermined, such as those of {@code Cc1c(F)cc1}. This uses the
     * canonical order, because CDK would place them in the order of the string.
     */
    private static MoleculeGraph settled(IAtomContainer molecule, int[] published, BitSet open) {
        MoleculeGraph unsettled = new MoleculeGraph(molecule, published, open);
        int[] places = unsettled.wholeOrder();
        Integer[] order = new Integer[molecule.getAtomCount()];
        Arrays.setAll(order, atom -> atom);
        int[] rank = new int[order.length];
        Arrays.fill(rank, places.length);
        for (int atom = 0; atom < places.length; atom++) {
            rank[unsettled.publishedAtoms[atom]] = places[atom];
        }
        Arrays.sort(order, (a, b) -> Integer.compare(rank[a], rank[b]));
        List<IBond> bonds = new ArrayList<>();
        for (IBond bond : molecule.bonds()) {
            boolean isOpen = open.get(bond.getIndex());
            bond.setIsAromatic(isOpen);
            if (isOpen) {
                bond.setOrder(IBond.Order.UNSET);
            }
            bonds.add(bond);
        }
        for (IAtom atom : molecule.atoms()) {
            boolean touched = false;
            for (IBond bond : atom.bonds()) {
                touched |= bond.isAromatic();
            }
            atom.setIsAromatic(touched);
        }
        bonds.sort((a, b) -> Arrays.compare(ends(a, rank), ends(b, rank)));
        molecule.setAtoms(Arrays.stream(order).map(molecule::getAtom).toArray(IAtom[]::new));
        molecule.setBonds(bonds.toArray(IBond[]::new));
        try {
            Kekulization.kekulize(molecule);
        } catch (CDKException e) {
            // CDK knows too little about a '*' in the ring, so its double bonds stay undetermined.
            return unsettled;
        }
        Aromaticity.apply(Aromaticity.Model.Daylight, molecule);
        return new MoleculeGraph(
                molecule, Arrays.stream(order).mapToInt(atom -> published[atom]).toArray(), new BitSet());
    }

    private static int[] ends(IBond bond, int[] rank) {
        int begin = rank[bond.getBegin().getIndex()];
        int end = rank[bond.getEnd().getIndex()];
        return new int[] {Math.min(begin, end), Math.max(begin, end)};
    }

    /** Returns a place for each atom, fragment by fragment. */
    private int[] wholeOrder() {
        int[] places = new int[symbols.length];
        int before = 0;
        for (Fragment fragment : fragments()) {
            int[] own = fragment.canonicalPlaces(fragment.classes());
            for (int i = 0; i < own.length; i++) {
                places[fragment.atoms()[i]] = before + own[i];
            }
            before += own.length;
        }
        return places;
    }

    /** Returns the fragments in the order of their first atoms. */
    List<Fragment> fragments() {
        boolean[] reached = new boolean[symbols.length];
        int[] local = new int[symbols.length];
        List<Fragment> fragments = new ArrayList<>();
        for (int i = 0; i < reached.length; i++) {
            if (!reached[i]) {
                fragments.add(fragment(i, reached, local));
            }
        }
        return fragments;
    }

    private Fragment fragment(int from, boolean[] reached, int[] local) {
        int[] atoms = new int[symbols.length];
        int end = 1;
        atoms[0] = from;
        reached[from] = true;
        for (int next = 0; next < end; next++) {
            for (int other : neighbours[atoms[next]]) {
                if (!reached[other]) {
                    reached[other] = true;
                    atoms[end++] = other;
                }
            }
        }
        atoms = Arrays.copyOf(atoms, end);
        Arrays.sort(atoms);
        for (int i = 0; i < atoms.length; i++) {
            local[atoms[i]] = i;
        }
        int[][] others = new int[end][];
        int[][] bonds = new int[end][];
        String[] spelt = new String[end];
        String[] plain = new String[end];
        int[] published = new int[end];
        boolean organic = false;
        for (int i = 0; i < end; i++) {
            int atom = atoms[i];
            others[i] =
                    Arrays.stream(neighbours[atom]).map(other -> local[other]).toArray();
            bonds[i] = kinds[atom];
            spelt[i] = symbols[atom];
            plain[i] = plainSymbols[atom];
            published[i] = publishedAtoms[atom];
            organic |= carbon[atom];
        }
        return new Fragment(atoms, published, spelt, plain, others, bonds, organic);
    }
}
