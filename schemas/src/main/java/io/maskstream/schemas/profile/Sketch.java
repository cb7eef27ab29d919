package io.maskstream.schemas.profile;

/**
 * Counts observed records by the bins of a profile, and sums the weights of their parts. Takes bounded memory. Not
 * thread-safe.
 */
public final class Sketch {

    private final Bins[] bins;
    private final int[][] counts;
    private final PartWeights weights;
    private int records;

    Sketch(Bins... bins) {
        this(bins, new int[bins.length][], new PartWeights(), 0);
        for (int i = 0; i < bins.length; i++) {
            counts[i] = new int[bins[i].count()];
        }
    }

    private Sketch(Bins[] bins, int[][] counts, PartWeights weights, int records) {
        this.bins = bins;
        this.counts = counts;
        this.weights = weights;
        this.records = records;
    }

    /** Adds a record. */
    public void add(Observation observation) {
        records++;
        for (int i = 0; i < bins.length; i++) {
            bins[i].count(observation, counts[i]);
        }
        int[] parts = observation.parts();
        for (int i = 0; i < parts.length; i++) {
            weights.add(parts[i], Math.abs(observation.weights()[i]));
        }
    }

    /** Returns a copy that does not change when records are added later. */
    public Sketch copy() {
        int[][] copied = new int[counts.length][];
        for (int i = 0; i < counts.length; i++) {
            copied[i] = counts[i].clone();
        }
        return new Sketch(bins, copied, weights.copy(), records);
    }

    /** Adds the records of another sketch of the same profile. */
    public void addAll(Sketch other) {
        records += other.records;
        for (int i = 0; i < counts.length; i++) {
            for (int bin = 0; bin < counts[i].length; bin++) {
                counts[i][bin] += other.counts[i][bin];
            }
        }
        weights.addAll(other.weights);
    }

    /** Returns the number of records. */
    public int records() {
        return records;
    }

    int[] counts(int distribution) {
        return counts[distribution];
    }

    PartWeights weights() {
        return weights;
    }
}
