package io.maskstream.schemas.input.molecule;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Which atoms of a molecule are in a ring with others that may be aromatic. Finds bridges by depth-first search (Tarjan
 * 1974), with a stack of its own. For a single use.
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
     * Of a molecule.
     *
     * @param atoms how many there are
     * @param bonds how many there are
     * @param bondFrom for each bond the one of its atoms
     * @param bondTo for each bond the other
     * @param mayBeAromatic whether an atom is written as aromatic, or as any
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

    /** For each atom whether it has a bond, to another such atom, that is part of a ring; only for those that may be aromatic. */
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

    /** A bond is two edges, with the numbers 2n and 2n + 1, that lead to its two atoms. */
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
