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
 * What is left of a molecule without some of its atoms. Each bond that is cut is made up for by hydrogens, so that the
 * neighbours keep their valence. A ring that was written as aromatic and is cut is one no longer; its double bonds are where
 * CDK set them, but for those that lead out of a ring that still is aromatic.
 *
 * <p>Where the rest falls into pieces, it closes up, as a text does of which words are taken out: each piece is bound to those
 * before it, at the atoms whose bonds were cut, in place of a hydrogen at either end. If the largest piece alone stayed, the
 * model would be told of little but its size, and many vocabularies lack the dot between pieces.
 */
final class RemainingStructure {

    private final IAtomContainer molecule;

    /** Neighbours of what was taken out. */
    private final Set<IAtom> bared = new HashSet<>();

    private RemainingStructure(IAtomContainer molecule) {
        this.molecule = molecule;
    }

    /**
     * Its SMILES string, in the order of the molecule's atoms as far as CDK keeps to it.
     *
     * @param molecule as it is parsed, with its hydrogens counted at each atom
     * @param kept atoms by index
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

    /** Atoms that hang together, in the order of the first of them. */
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
     * Binds pieces that were one.
     *
     * @param wholeOf for each atom a number of what it was a piece of: salts have several
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

    /** The atom of a piece to bind another one to: of those that have a hydrogen a bared one, and of these the one of the most. */
    private Optional<IAtom> joint(BitSet piece) {
        return piece.stream()
                .mapToObj(molecule::getAtom)
                .filter(atom -> hydrogens(atom) > 0)
                .max(Comparator.<IAtom, Boolean>comparing(bared::contains)
                        .thenComparing(RemainingStructure::hydrogens));
    }

    /**
     * Atoms that can be reached.
     *
     * @param without a bond that is not taken, so that aromatic bonds alone are; null for all bonds
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

    /** A ring's electron stays in the ring where another choice of double bonds would have had it there. */
    private static void closeInto(IBond bond, IAtom inRing, IAtom outside) {
        if (inRing.isAromatic() && !outside.isAromatic() && bond.getOrder() == IBond.Order.DOUBLE) {
            bond.setOrder(IBond.Order.SINGLE);
            addHydrogens(outside, 1);
        }
    }
}
