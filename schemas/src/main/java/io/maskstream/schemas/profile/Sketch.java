package io.maskstream.schemas.profile;

/** Counts of observed records by the bins of a profile, and the weights of their parts. Takes bounded memory. For one thread. */
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

    /** Counts a record in. */
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

    /** The same, which later records change no more. */
    public Sketch copy() {
        int[][] copied = new int[counts.length][];
        for (int i = 0; i < counts.length; i++) {
            copied[i] = counts[i].clone();
        }
        return new Sketch(bins, copied, weights.copy(), records);
    }

    /** Counts the records of another one of the same profile in. */
    public void addAll(Sketch other) {
        records += other.records;
        for (int i = 0; i < counts.length; i++) {
            for (int bin = 0; bin < counts[i].length; bin++) {
                counts[i][bin] += other.counts[i][bin];
            }
        }
        weights.addAll(other.weights);
    }

    /** How many were counted. */
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
