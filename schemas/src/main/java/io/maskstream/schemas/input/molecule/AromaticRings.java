package io.maskstream.schemas.input.molecule;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Finds the atoms of a molecule that are in a ring with other potentially aromatic atoms. It finds bridges by
 * depth-first search (Tarjan 1974) with an explicit stack. For a single use.
 */
final class AromaticRings {

    private static final int NONE = -1;

    private final int atoms;
    private final int bonds;
    private final int[] bondFrom;
    private final int[] bondTo;
    private final IntPredicate mayBeAromatic;
    private final int[] firstEdge;
    private final int[] nextEdge;
    private final int[] visited;
    private final int[] lowest;
    private final int[] edgeTo;
    private final int[] stack;
    private final boolean[] inRing;
    private int time;

    /**
     * Prepares the search in a molecule.
     *
     * @param atoms number of atoms
     * @param bonds number of bonds
     * @param bondFrom the first atom of each bond
     * @param bondTo the second atom of each bond
     * @param mayBeAromatic whether an atom is written as aromatic or as the wildcard {@code *}
     */
    AromaticRings(int atoms, int bonds, int[] bondFrom, int[] bondTo, IntPredicate mayBeAromatic) {
        this.atoms = atoms;
        this.bonds = bonds;
        this.bondFrom = bondFrom;
        this.bondTo = bondTo;
        this.mayBeAromatic = mayBeAromatic;
        this.firstEdge = new int[atoms];
        this.nextEdge = new int[2 * bonds];
        this.visited = new int[atoms];
        this.lowest = new int[atoms];
        this.edgeTo = new int[atoms];
        this.stack = new int[atoms];
        this.inRing = new boolean[atoms];
    }

    /** Returns for each atom whether it may be aromatic and has a ring bond to another atom that may be aromatic. */
    boolean[] find() {
        Arrays.fill(firstEdge, NONE);
        for (int edge = 0; edge < 2 * bonds; edge++) {
            int from = end(edge ^ 1);
            nextEdge[edge] = firstEdge[from];
            firstEdge[from] = edge;
        }
        for (int atom = 0; atom < atoms; atom++) {
            if (mayBeAromatic.test(atom) && visited[atom] == 0) {
                searchFrom(atom);
            }
        }
        return inRing;
    }

    /** Bond n has two edges, 2n and 2n + 1, which lead to its two atoms. */
    private int end(int edge) {
        return (edge & 1) == 0 ? bondTo[edge >> 1] : bondFrom[edge >> 1];
    }

    private void searchFrom(int root) {
        int height = 0;
        edgeTo[root] = NONE;
        enter(root);
        stack[height++] = root;
        while (height > 0) {
            int atom = stack[height - 1];
            int edge = firstEdge[atom];
            if (edge == NONE) {
                height--;
                if (edgeTo[atom] != NONE) {
                    leave(atom, end(edgeTo[atom] ^ 1));
                }
            } else {
                firstEdge[atom] = nextEdge[edge];
                int other = end(edge);
                if (visited[other] == 0) {
                    edgeTo[other] = edge;
                    enter(other);
                    stack[height++] = other;
                } else if (edgeTo[atom] == NONE || edge != (edgeTo[atom] ^ 1)) {
                    lowest[atom] = Math.min(lowest[atom], visited[other]);
                    markRingBond(atom, other);
                }
            }
        }
    }

    private void enter(int atom) {
        visited[atom] = ++time;
        lowest[atom] = time;
    }

    private void leave(int atom, int parent) {
        lowest[parent] = Math.min(lowest[parent], lowest[atom]);
        if (lowest[atom] <= visited[parent]) {
            markRingBond(atom, parent);
        }
    }

    private void markRingBond(int atom, int other) {
        if (mayBeAromatic.test(atom) && mayBeAromatic.test(other)) {
            inRing[atom] = true;
            inRing[other] = true;
        }
    }
}
