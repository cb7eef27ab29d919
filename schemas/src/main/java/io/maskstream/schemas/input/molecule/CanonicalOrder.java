package io.maskstream.schemas.input.molecule;

import java.util.Arrays;

/**
 * One order of the atoms of a connected molecule, whatever order they were spelt in. Atoms are told apart by what they and
 * their surroundings are (colour refinement, after Weininger et al. 1989). Where that leaves some alike, each of them is tried
 * as the first (individualisation, after McKay 1981), and the order whose bonds come first is taken; trials are left out where
 * they are seen to come to the same. They are bounded: beyond, the first of the alike is taken, which is right wherever
 * refinement tells apart all that symmetry does, as it does in trees and in most molecules. For a single use.
 */
final class CanonicalOrder {

    /** How many atoms may be looked at: some 10 ms. Of molecules in data sets of solubility none takes a tenth. */
    private static final int MOST_VISITS = 300_000;

    /** Bits of a key that hold a colour, of which there are no more than {@link SmilesNotation#MAXIMUM_ATOMS}. */
    private static final int COLOUR_BITS = 10;

    private final int[][] neighbours;
    private final int[][] kinds;
    private final int[] distances;
    private final int[] queue;
    private int visits;

    /**
     * Of a molecule.
     *
     * @param neighbours for each atom those it is bound to
     * @param kinds of these bonds, in the same order
     */
    CanonicalOrder(int[][] neighbours, int[][] kinds) {
        this.neighbours = neighbours;
        this.kinds = kinds;
        this.distances = new int[neighbours.length];
        this.queue = new int[neighbours.length];
    }

    /**
     * Which atoms are alike.
     *
     * @param sorts a number for each atom, lower ones first: atoms of different ones are never alike
     * @return a number for each atom, from 0, the same for those that are alike
     */
    int[] classes(int[] sorts) {
        long[] keys = new long[sorts.length];
        for (int atom = 0; atom < keys.length; atom++) {
            keys[atom] = key(sorts[atom], surroundings(atom, sorts));
        }
        return refined(ranks(keys));
    }

    /**
     * The place of each atom, from 0.
     *
     * @param classes as {@link #classes} gives them
     */
    int[] places(int[] classes) {
        return searched(classes);
    }

    /** What stands how far from an atom: tells rings of one size from those of another, which neighbours alone do not. */
    private long surroundings(int from, int... sorts) {
        measure(from);
        long sum = 0;
        for (int atom = 0; atom < sorts.length; atom++) {
            sum += mixed(((long) distances[atom] << COLOUR_BITS) + sorts[atom]);
        }
        return sum;
    }

    /** Sets the distances, in bonds, of all atoms from one. */
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
            // The same bonds in the same places: a symmetry of the molecule takes this atom to the one before.
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

    /** The order in which of all alike the first is taken. */
    private int[] first(int[] colours) {
        int[] order = colours;
        for (int[] alike = firstAlike(order); alike.length > 0; alike = firstAlike(order)) {
            order = apart(order, alike[0]);
        }
        return order;
    }

    /** The atoms of the lowest colour that several have; none where each has its own. */
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

    /** Whether atoms are bound to the one same atom alone, as those of a trifluoromethyl group are. */
    private boolean areTwins(int[] alike) {
        int shared = neighbours[alike[0]].length == 1 ? neighbours[alike[0]][0] : -1;
        for (int atom : alike) {
            if (neighbours[atom].length != 1 || neighbours[atom][0] != shared) {
                return false;
            }
        }
        return true;
    }

    /** With one atom before those that are like it, and the others by their distance from it. */
    private int[] apart(int[] colours, int first) {
        measure(first);
        long[] keys = new long[colours.length];
        for (int atom = 0; atom < keys.length; atom++) {
            keys[atom] = ((long) colours[atom] << COLOUR_BITS) + distances[atom];
        }
        return refined(ranks(keys));
    }

    /** Tells atoms apart by their neighbours until nothing more is to be told. */
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

    /** The colour first, so that its order stays. */
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

    /** The place of each key among the distinct ones. */
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

    /** The molecule's bonds between places: two orders of the same code differ by a symmetry. */
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
