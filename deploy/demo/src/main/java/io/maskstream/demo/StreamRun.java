package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;

/** When how many explanations were committed, as a reader of committed records saw it. */
final class StreamRun {

    private record Sighting(long nanos, int committed) {}

    private final List<Sighting> sightings = new ArrayList<>();

    /** A run that begins at a time, by {@link System#nanoTime}, with nothing committed. */
    StreamRun(long nanos) {
        sightings.add(new Sighting(nanos, 0));
    }

    /** Notes that so many explanations in all were committed at a time, by {@link System#nanoTime}. */
    void committed(int total, long nanos) {
        sightings.add(new Sighting(nanos, total));
    }

    /** How many were committed when last seen. */
    int total() {
        return last().committed();
    }

    /** For how long it went on, in seconds. */
    double seconds() {
        return seconds(sightings.get(0), last());
    }

    /**
     * Records a second between two sightings: the first of at least some records, and the first of at least some more.
     * Where these are the same one, from the beginning.
     *
     * @param to at most {@link #total}
     */
    double recordsPerSecond(int from, int to) {
        Sighting end = firstOf(to);
        Sighting start = firstOf(from);
        if (start.equals(end)) {
            start = sightings.get(0);
        }
        return (end.committed() - start.committed()) / seconds(start, end);
    }

    private Sighting firstOf(int records) {
        return sightings.stream()
                .filter(sighting -> sighting.committed() >= records)
                .findFirst()
                .orElseThrow();
    }

    private Sighting last() {
        return sightings.get(sightings.size() - 1);
    }

    private static double seconds(Sighting from, Sighting to) {
        return (to.nanos() - from.nanos()) / 1e9;
    }
}
