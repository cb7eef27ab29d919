package io.maskstream.schemas.input.molecule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A connected component of a molecule. Its atoms are numbered by their index within the fragment.
 *
 * @param atoms index of each atom in the {@link MoleculeGraph}
 * @param published index of each atom in the published string
 * @param symbols symbol of each atom, with hydrogens and charge
 * @param plainSymbols symbol of each atom without hydrogens and charge
 * @param neighbours neighbours of each atom
 * @param kinds kinds of the bonds to these neighbours
 * @param organic whether the fragment contains carbon
 */
@SuppressWarnings("ArrayRecordComponent") // Read only.
record Fragment(
        int[] atoms,
        int[] published,
        String[] symbols,
        String[] plainSymbols,
        int[][] neighbours,
        int[][] kinds,
        boolean organic) {

    /** Limit for the number of neighbours in a sort key, more than any atom has. */
    private static final int MOST_NEIGHBOURS = 64;

    int size() {
        return atoms.length;
    }

    /** Returns the symmetry class of each atom; symmetric atoms have the same number. */
    int[] classes() {
        return new CanonicalOrder(neighbours, kinds).classes(sorts());
    }

    /**
     * Returns the place of each atom in the fragment's canonical order.
     *
     * @param classes the result of {@link #classes}
     */
    int[] canonicalPlaces(int... classes) {
        return new CanonicalOrder(neighbours, kinds).places(classes);
    }

    /** Returns a random permutation of places. */
    int[] randomPlaces(Random random) {
        int[] places = new int[size()];
        for (int i = 1; i < places.length; i++) {
            int other = random.nextInt(i + 1);
            places[i] = places[other];
            places[other] = i;
        }
        return places;
    }

    /** Sorts ends of chains first, because a string that starts at an end has fewer branches. */
    private int[] sorts() {
        String[] keys = new String[size()];
        for (int atom = 0; atom < keys.length; atom++) {
            char degree = (char) ('0' + Math.min(neighbours[atom].length, MOST_NEIGHBOURS));
            keys[atom] = degree + symbols[atom];
        }
        List<String> distinct = Arrays.stream(keys).distinct().sorted().toList();
        return Arrays.stream(keys).mapToInt(distinct::indexOf).toArray();
    }

    /**
     * A token of a SMILES string.
     *
     * @param symbol an atom, a bond, a branch or a ring closure
     * @param atom index of the atom; -1 for all other tokens
     */
    record Token(String symbol, int atom) {}

    /**
     * Writes the fragment as a string.
     *
     * @param places place of each atom. The string starts with the first atom and visits neighbours in this order,
     *     except that the neighbour with the largest rest comes last, which keeps branches short
     */
    List<Token> spelt(int[] places) {
        return new Spelling(places).tokens();
    }

    private final class Spelling {

        private static final int NONE = -1;
        private static final int LARGEST_DIGIT = 9;

        private final int[] places;
        private final int[] parent;
        private final int[] depth;
        private final int[] following;
        private final int[][] sorted;
        private final List<List<Integer>> children = new ArrayList<>();

        /**
         * The atoms with which each atom closes a ring: those that were reached before it, and those that were reached
         * after it.
         */
        private final List<List<Integer>> closing = new ArrayList<>();

        private final List<List<Integer>> opening = new ArrayList<>();
        private final List<Token> tokens = new ArrayList<>();

        /** The opening and the closing atom of each open ring closure, by number; null for a free number. */
        private final List<int[]> open = new ArrayList<>();

        Spelling(int[] places) {
            this.places = places;
            parent = new int[size()];
            depth = new int[size()];
            following = new int[size()];
            sorted = new int[size()][];
            Arrays.fill(depth, NONE);
            int start = 0;
            for (int atom = 0; atom < size(); atom++) {
                sorted[atom] = byPlace(atom);
                children.add(new ArrayList<>());
                closing.add(new ArrayList<>());
                opening.add(new ArrayList<>());
                start = places[atom] < places[start] ? atom : start;
            }
            walk(start);
            write(start);
        }

        List<Token> tokens() {
            return tokens;
        }

        private int[] byPlace(int atom) {
            return Arrays.stream(neighbours[atom])
                    .boxed()
                    .sorted((a, b) -> Integer.compare(places[a], places[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        /** Searches depth first without recursion. Each remaining bond then leads to an atom on the current path. */
        private void walk(int start) {
            int[] next = new int[size()];
            int[] order = new int[size()];
            int reached = 0;
            parent[start] = NONE;
            depth[start] = 0;
            order[reached++] = start;
            for (int atom = start; atom != NONE; ) {
                if (next[atom] == sorted[atom].length) {
                    atom = parent[atom];
                    continue;
                }
                int other = sorted[atom][next[atom]++];
                if (depth[other] == NONE) {
                    parent[other] = atom;
                    depth[other] = depth[atom] + 1;
                    children.get(atom).add(other);
                    order[reached++] = other;
                    atom = other;
                } else if (other != parent[atom] && depth[other] < depth[atom]) {
                    closing.get(atom).add(other);
                    opening.get(other).add(atom);
                }
            }
            for (int i = reached - 1; i > 0; i--) {
                following[parent[order[i]]] += 1 + following[order[i]];
            }
        }

        private void write(int start) {
            // The atoms and brackets of branches that remain to be written, in reverse order.
            List<Runnable> pending = new ArrayList<>();
            pending.add(() -> writeAtom(start, pending));
            while (!pending.isEmpty()) {
                pending.remove(pending.size() - 1).run();
            }
        }

        private void writeAtom(int atom, List<Runnable> pending) {
            if (parent[atom] != NONE) {
                bond(parent[atom], atom);
            }
            tokens.add(new Token(symbols[atom], atom));
            List<Integer> freed = new ArrayList<>();
            for (int other : closing.get(atom)) {
                int number = number(other, atom);
                bond(other, atom);
                ring(number);
                freed.add(number);
            }
            for (int other : opening.get(atom)) {
                ring(number(atom, other));
            }
            // Numbers are freed only now, so that no number closes one ring and opens another at the same atom.
            freed.forEach(number -> open.set(number, null));
            List<Integer> branches = children.get(atom);
            int main = main(branches);
            if (main != NONE) {
                pending.add(() -> writeAtom(main, pending));
            }
            for (int i = branches.size() - 1; i >= 0; i--) {
                int branch = branches.get(i);
                if (branch != main) {
                    pending.add(() -> syntax(")"));
                    pending.add(() -> writeAtom(branch, pending));
                    pending.add(() -> syntax("("));
                }
            }
        }

        /** Returns the branch with the largest rest, the last one of equals. */
        private int main(List<Integer> branches) {
            int main = NONE;
            for (int branch : branches) {
                main = main == NONE || following[branch] >= following[main] ? branch : main;
            }
            return main;
        }

        /** Returns the number of an open ring closure, or opens it with the lowest free number. */
        private int number(int from, int to) {
            int free = NONE;
            for (int number = 0; number < open.size(); number++) {
                int[] ends = open.get(number);
                if (ends == null) {
                    free = free == NONE ? number : free;
                } else if (ends[0] == from && ends[1] == to) {
                    return number;
                }
            }
            if (free == NONE) {
                free = open.size();
                open.add(null);
            }
            open.set(free, new int[] {from, to});
            return free;
        }

        private void ring(int number) {
            syntax(number < LARGEST_DIGIT ? String.valueOf(number + 1) : "%" + (number + 1));
        }

        private void bond(int from, int to) {
            int i = 0;
            while (neighbours[from][i] != to) {
                i++;
            }
            switch (kinds[from][i]) {
                case 2 -> syntax("=");
                case 3 -> syntax("#");
                case 4 -> syntax("$");
                case 1 -> {
                    if (isAromatic(from) && isAromatic(to)) {
                        syntax("-");
                    }
                }
                default -> {
                    // An aromatic bond between two aromatic atoms is not written.
                }
            }
        }

        private boolean isAromatic(int atom) {
            for (int kind : kinds[atom]) {
                if (kind == MoleculeGraph.AROMATIC) {
                    return true;
                }
            }
            return false;
        }

        private void syntax(String symbol) {
            tokens.add(new Token(symbol, NONE));
        }
    }
}
