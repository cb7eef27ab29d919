package io.maskstream.schemas.profile;

import java.util.Arrays;

/**
 * Sums of weights by part id, in a hash table with open addressing and primitive values. Its memory is bounded: after
 * the first {@value #MOST} distinct tokens, new ones are ignored. Not thread-safe.
 */
final class PartWeights {

    /** More entries than most vocabularies have. */
    static final int MOST = 1 << 16;

    private static final int FIRST_SLOTS = 1 << 8;
    private static final int FREE = -1;

    /** Knuth's multiplicative hashing: 2^32 divided by the golden ratio. */
    private static final int SPREAD = 0x9E3779B9;

    private int[] ids;
    private double[] sums;
    private int size;

    PartWeights() {
        this(new int[FIRST_SLOTS], new double[FIRST_SLOTS], 0);
        Arrays.fill(ids, FREE);
    }

    private PartWeights(int[] ids, double[] sums, int size) {
        this.ids = ids;
        this.sums = sums;
        this.size = size;
    }

    PartWeights copy() {
        return new PartWeights(ids.clone(), sums.clone(), size);
    }

    /**
     * Adds to a part's sum.
     *
     * @param id id of the part, at least 0
     */
    void add(int id, double weight) {
        int slot = slot(id);
        if (ids[slot] == id) {
            sums[slot] += weight;
        } else if (size < MOST) {
            ids[slot] = id;
            sums[slot] = weight;
            if (++size > ids.length / 2) {
                grow();
            }
        }
    }

    void addAll(PartWeights others) {
        for (int slot = 0; slot < others.ids.length; slot++) {
            if (others.ids[slot] != FREE) {
                add(others.ids[slot], others.sums[slot]);
            }
        }
    }

    /** Returns the sum of a part; 0 if it was not added. */
    double sum(int id) {
        int slot = slot(id);
        return ids[slot] == id ? sums[slot] : 0;
    }

    /** Returns the slot of a part, or the slot where it would be inserted. */
    private int slot(int id) {
        int slot = (id * SPREAD) >>> (Integer.numberOfLeadingZeros(ids.length) + 1);
        while (ids[slot] != id && ids[slot] != FREE) {
            slot = slot + 1 & ids.length - 1;
        }
        return slot;
    }

    private void grow() {
        PartWeights larger = new PartWeights(new int[2 * ids.length], new double[2 * ids.length], 0);
        Arrays.fill(larger.ids, FREE);
        larger.addAll(this);
        ids = larger.ids;
        sums = larger.sums;
    }

    /** Returns the parts with the highest sums in descending order; equal sums are ordered by id. */
    int[] highest(int count) {
        int[] found = new int[Math.min(count, size)];
        double[] itsSums = new double[found.length];
        int filled = 0;
        for (int slot = 0; slot < ids.length && found.length > 0; slot++) {
            int id = ids[slot];
            if (id == FREE || (filled == found.length && !isAhead(id, sums[slot], found, itsSums, filled - 1))) {
                continue;
            }
            int at = filled < found.length ? filled++ : filled - 1;
            while (at > 0 && isAhead(id, sums[slot], found, itsSums, at - 1)) {
                found[at] = found[at - 1];
                itsSums[at] = itsSums[at - 1];
                at--;
            }
            found[at] = id;
            itsSums[at] = sums[slot];
        }
        return found;
    }

    private static boolean isAhead(int id, double sum, int[] others, double[] theirSums, int other) {
        return sum > theirSums[other] || (sum == theirSums[other] && id < others[other]);
    }
}
