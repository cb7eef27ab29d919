package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.records.SmilesEnumeration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;

/**
 * What is left of a molecule without some of its atoms. Hydrogens replace each cut bond, so that the neighbours keep
 * their valence. An aromatic ring that is cut is no longer aromatic. Its double bonds remain where CDK placed them,
 * except those that lead out of a ring that is still aromatic.
 *
 * <p>If the rest falls into pieces, they are joined, just as a text closes up when words are removed: each piece is
 * bound to those before it, at atoms whose bonds were cut, in place of a hydrogen at either end. Keeping only the
 * largest piece would tell the model little more than its size, and many vocabularies lack the dot that separates
 * pieces.
 */
final class RemainingStructure {

    private final IAtomContainer molecule;

    /** Neighbours of removed atoms. */
    private final Set<IAtom> bared = new HashSet<>();

    private RemainingStructure(IAtomContainer molecule) {
        this.molecule = molecule;
    }

    /**
     * Returns the SMILES string of the rest, in the order of the molecule's atoms as far as CDK keeps it.
     *
     * @param molecule as parsed, with implicit hydrogens counted at each atom
     * @param kept indices of the kept atoms
     * @return empty if no atom is kept
     */
    static Optional<String> spelt(IAtomContainer molecule, BitSet kept) {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        RemainingStructure remaining = new RemainingStructure(SmilesEnumeration.copy(molecule));
        List<BitSet> wholes = remaining.pieces();
        Map<IAtom, Integer> wholeOf = new HashMap<>();
        for (int whole = 0; whole < wholes.size(); whole++) {
            int number = whole;
            wholes.get(whole).stream().forEach(atom -> wholeOf.put(remaining.molecule.getAtom(atom), number));
        }
        remaining.remove(kept);
        remaining.mendAromaticRings();
        remaining.closeUp(wholeOf);
        return Optional.of(SmilesEnumeration.inOrder(remaining.molecule));
    }

    private void remove(BitSet kept) {
        List<IAtom> removed = new ArrayList<>();
        for (int i = 0; i < molecule.getAtomCount(); i++) {
            if (!kept.get(i)) {
                removed.add(molecule.getAtom(i));
            }
        }
        for (IAtom atom : removed) {
            for (IBond bond : atom.bonds()) {
                addHydrogens(bond.getOther(atom), bond.getOrder().numeric());
                bared.add(bond.getOther(atom));
            }
            molecule.removeAtom(atom);
        }
    }

    private static void addHydrogens(IAtom atom, int count) {
        atom.setImplicitHydrogenCount(hydrogens(atom) + count);
    }

    private static int hydrogens(IAtom atom) {
        Integer count = atom.getImplicitHydrogenCount();
        return count == null ? 0 : count;
    }

    /** Connected components, in the order of their first atoms. */
    private List<BitSet> pieces() {
        BitSet reached = new BitSet();
        List<BitSet> pieces = new ArrayList<>();
        for (int i = 0; i < molecule.getAtomCount(); i++) {
            if (!reached.get(i)) {
                BitSet piece = connected(i, null);
                reached.or(piece);
                pieces.add(piece);
            }
        }
        return pieces;
    }

    /**
     * Joins pieces that were connected before.
     *
     * @param wholeOf the number of the component to which each atom belonged: salts have several components
     */
    private void closeUp(Map<IAtom, Integer> wholeOf) {
        Map<Integer, BitSet> closed = new LinkedHashMap<>();
        for (BitSet piece : pieces()) {
            BitSet before =
                    closed.computeIfAbsent(wholeOf.get(molecule.getAtom(piece.nextSetBit(0))), whole -> new BitSet());
            Optional<IAtom> here = joint(piece);
            Optional<IAtom> there = joint(before);
            if (here.isPresent() && there.isPresent()) {
                addHydrogens(here.get(), -1);
                addHydrogens(there.get(), -1);
                molecule.newBond(there.get(), here.get(), IBond.Order.SINGLE);
            }
            before.or(piece);
        }
    }

    /**
     * The atom of a piece to which another one is bound: one with a hydrogen, if possible a neighbour of a removed
     * atom, and among these the one with the most hydrogens.
     */
    private Optional<IAtom> joint(BitSet piece) {
        return piece.stream()
                .mapToObj(molecule::getAtom)
                .filter(atom -> hydrogens(atom) > 0)
                .max(Comparator.<IAtom, Boolean>comparing(bared::contains)
                        .thenComparing(RemainingStructure::hydrogens));
    }

    /**
     * The atoms that can be reached from an atom.
     *
     * @param without a bond to avoid, in which case only aromatic bonds are followed; null to follow all bonds
     */
    private BitSet connected(int from, IBond without) {
        BitSet reached = new BitSet();
        Deque<IAtom> next = new ArrayDeque<>();
        reached.set(from);
        next.add(molecule.getAtom(from));
        while (!next.isEmpty()) {
            IAtom atom = next.remove();
            for (IBond bond : atom.bonds()) {
                IAtom other = bond.getOther(atom);
                boolean taken = without == null || (bond.isAromatic() && !bond.equals(without));
                if (taken && !reached.get(other.getIndex())) {
                    reached.set(other.getIndex());
                    next.add(other);
                }
            }
        }
        return reached;
    }

    private void mendAromaticRings() {
        List<IBond> opened = new ArrayList<>();
        for (IBond bond : molecule.bonds()) {
            if (bond.isAromatic()
                    && !connected(bond.getBegin().getIndex(), bond)
                            .get(bond.getEnd().getIndex())) {
                opened.add(bond);
            }
        }
        for (IBond bond : opened) {
            bond.setIsAromatic(false);
        }
        for (IAtom atom : molecule.atoms()) {
            boolean inRing = false;
            for (IBond bond : atom.bonds()) {
                inRing |= bond.isAromatic();
            }
            atom.setIsAromatic(inRing);
        }
        for (IBond bond : opened) {
            closeInto(bond, bond.getBegin(), bond.getEnd());
            closeInto(bond, bond.getEnd(), bond.getBegin());
        }
    }

    /**
     * Resolves a double bond out of a ring that is still aromatic: the electron stays in the ring, as with another
     * choice of double bonds.
     */
    private static void closeInto(IBond bond, IAtom inRing, IAtom outside) {
        if (inRing.isAromatic() && !outside.isAromatic() && bond.getOrder() == IBond.Order.DOUBLE) {
            bond.setOrder(IBond.Order.SINGLE);
            addHydrogens(outside, 1);
        }
    }
}
