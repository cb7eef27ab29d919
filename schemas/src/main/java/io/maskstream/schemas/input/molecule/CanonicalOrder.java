package io.maskstream.schemas.input.molecule;

import java.util.Arrays;

/**
 * Computes an order of the atoms of a connected molecule that does not depend on the order in the string. Atoms are
 * distinguished by their properties and surroundings (colour refinement, after Weininger et al. 1989). If several atoms
 * remain equivalent, each of them is tried as the first (individualisation, after McKay 1981), and the order with the
 * lexicographically smallest bonds wins. Trials that would give the same bonds are skipped. The number of trials is
 * limited. Beyond the limit, the first of the equivalent atoms is used, which is still correct if refinement separates
 * all atoms that symmetry separates, as in trees and most molecules. For a single use.
 */
final class CanonicalOrder {

    /** Limit for the visited atoms, about 10 ms. No molecule in the data sets of solubility needs a tenth of this. */
    private static final int MOST_VISITS = 300_000;

    /** Bits of a colour in a key; there are at most {@link SmilesNotation#MAXIMUM_ATOMS} colours. */
    private static final int COLOUR_BITS = 10;

    private final int[][] neighbours;
    private final int[][] kinds;
    private final int[] distances;
    private final int[] queue;
    private int visits;

    /**
     * Prepares the order of a molecule.
     *
     * @param neighbours the neighbours of each atom
     * @param kinds the kinds of the bonds to these neighbours, in the same order
     */
    CanonicalOrder(int[][] neighbours, int[][] kinds) {
        this.neighbours = neighbours;
        this.kinds = kinds;
        this.distances = new int[neighbours.length];
        this.queue = new int[neighbours.length];
    }

    /**
     * Returns the symmetry class of each atom, as far as refinement finds it.
     *
     * @param sorts a sort number for each atom, which orders the classes; atoms with different numbers are never in the
     *     same class
     * @return the class of each atom, from 0
     */
    int[] classes(int[] sorts) {
        long[] keys = new long[sorts.length];
        for (int atom = 0; atom < keys.length; atom++) {
            keys[atom] = key(sorts[atom], surroundings(atom, sorts));
        }
        return refined(ranks(keys));
    }

    /**
     * Returns the place of each atom in the canonical order, from 0.
     *
     * @param classes the result of {@link #classes}
     */
    int[] places(int[] classes) {
        return searched(classes);
    }

    /**
     * Hashes all atoms with their distance from an atom. This distinguishes rings of different sizes, which neighbours
     * alone do not.
     */
    private long surroundings(int from, int... sorts) {
        measure(from);
        long sum = 0;
        for (int atom = 0; atom < sorts.length; atom++) {
            sum += mixed(((long) distances[atom] << COLOUR_BITS) + sorts[atom]);
        }
        return sum;
    }

    /** Computes the distances of all atoms from one atom, in bonds. */
    private void measure(int from) {
        Arrays.fill(distances, -1);
        distances[from] = 0;
        queue[0] = from;
        int end = 1;
        for (int next = 0; next < end; next++) {
            int atom = queue[next];
            for (int other : neighbours[atom]) {
                if (distances[other] < 0) {
                    distances[other] = distances[atom] + 1;
                    queue[end++] = other;
                }
            }
        }
        visits += end;
    }

    private int[] searched(int[] colours) {
        int[] alike = firstAlike(colours);
        if (alike.length == 0) {
            return colours;
        }
        int[] best = searched(apart(colours, alike[0]));
        if (areTwins(alike)) {
            return best;
        }
        long[] code = code(best);
        for (int i = 1; i < alike.length && visits < MOST_VISITS; i++) {
            int[] one = apart(colours, alike[i]);
            // The bonds are the same, so a symmetry of the molecule maps this atom to the previous one.
            if (Arrays.equals(code(first(one)), code)) {
                continue;
            }
            int[] other = searched(one);
            long[] otherCode = code(other);
            if (Arrays.compare(otherCode, code) < 0) {
                best = other;
                code = otherCode;
            }
        }
        return best;
    }

    /** Returns the order that results from always choosing the first of the equivalent atoms. */
    private int[] first(int[] colours) {
        int[] order = colours;
        for (int[] alike = firstAlike(order); alike.length > 0; alike = firstAlike(order)) {
            order = apart(order, alike[0]);
        }
        return order;
    }

    /** Returns the atoms of the lowest colour that several atoms share; empty if all colours are distinct. */
    private static int[] firstAlike(int[] colours) {
        int[] counts = new int[colours.length];
        for (int colour : colours) {
            counts[colour]++;
        }
        for (int colour = 0; colour < counts.length; colour++) {
            if (counts[colour] > 1) {
                int[] alike = new int[counts[colour]];
                int next = 0;
                for (int atom = 0; atom < colours.length; atom++) {
                    if (colours[atom] == colour) {
                        alike[next++] = atom;
                    }
                }
                return alike;
            }
        }
        return new int[0];
    }

    /**
     * Returns whether the atoms are all bound only to the same single atom, like the fluorine atoms of a
     * trifluoromethyl group.
     */
    private boolean areTwins(int[] alike) {
        int shared = neighbours[alike[0]].length == 1 ? neighbours[alike[0]][0] : -1;
        for (int atom : alike) {
            if (neighbours[atom].length != 1 || neighbours[atom][0] != shared) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns colours in which one atom comes before its equivalents, and the others are ordered by their distance from
     * it.
     */
    private int[] apart(int[] colours, int first) {
        measure(first);
        long[] keys = new long[colours.length];
        for (int atom = 0; atom < keys.length; atom++) {
            keys[atom] = ((long) colours[atom] << COLOUR_BITS) + distances[atom];
        }
        return refined(ranks(keys));
    }

    /** Refines colours by those of the neighbours until they no longer change. */
    private int[] refined(int[] colours) {
        int[] refined = colours;
        int known = count(colours);
        long[] keys = new long[colours.length];
        while (known < colours.length) {
            for (int atom = 0; atom < keys.length; atom++) {
                long sum = 0;
                for (int i = 0; i < neighbours[atom].length; i++) {
                    sum += mixed(((long) kinds[atom][i] << COLOUR_BITS) + refined[neighbours[atom][i]]);
                }
                keys[atom] = key(refined[atom], sum);
            }
            visits += keys.length;
            refined = ranks(keys);
            int count = count(refined);
            if (count == known) {
                return refined;
            }
            known = count;
        }
        return refined;
    }

    private static int count(int[] ranks) {
        return 1 + Arrays.stream(ranks).max().orElse(-1);
    }

    /** Combines a colour with a hash; the colour comes first, which keeps the order of colours. */
    private static long key(int colour, long told) {
        return ((long) colour << (Long.SIZE - 1 - COLOUR_BITS)) | (told >>> (COLOUR_BITS + 1));
    }

    /** SplitMix64 (Steele et al. 2014). */
    private static long mixed(long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Returns the rank of each key among the distinct keys. */
    private static int[] ranks(long[] keys) {
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        int[] ranks = new int[keys.length];
        for (int atom = 0; atom < ranks.length; atom++) {
            ranks[atom] = Arrays.binarySearch(sorted, 0, distinct, keys[atom]);
        }
        return ranks;
    }

    /** Returns the sorted bonds between places. Two orders with the same code differ only by a symmetry. */
    private long[] code(int[] places) {
        int bonds = 0;
        for (int[] others : neighbours) {
            bonds += others.length;
        }
        long[] code = new long[bonds / 2];
        int next = 0;
        for (int atom = 0; atom < places.length; atom++) {
            for (int i = 0; i < neighbours[atom].length; i++) {
                int other = neighbours[atom][i];
                if (places[atom] < places[other]) {
                    code[next++] = ((long) places[atom] << (2 * COLOUR_BITS))
                            + ((long) places[other] << COLOUR_BITS)
                            + kinds[atom][i];
                }
            }
        }
        Arrays.sort(code);
        visits += places.length;
        return code;
    }
}
