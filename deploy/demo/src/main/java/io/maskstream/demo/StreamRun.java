package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;

/** When how many explanations were committed, as a reader of committed records saw it. */
final class StreamRun {

    private record Sighting(long nanos, int committed) {}

    private final List<Sighting> sightings = new ArrayList<>();

    /** Notes that so many explanations in all were committed at a time, by {@link System#nanoTime}. */
    void committed(int total, long nanos) {
        sightings.add(new Sighting(nanos, total));
    }

    /** How many were committed when last seen. */
    int total() {
        return sightings.isEmpty() ? 0 : sightings.get(sightings.size() - 1).committed();
    }

    /**
     * Records a second, from the first sighting of more than some records to the last. What was seen at once at the
     * beginning took its time before that, so it does not count.
     */
    double recordsPerSecondBehind(int warmUp) {
        Sighting last = sightings.get(sightings.size() - 1);
        Sighting first = sightings.stream()
                .filter(sighting -> sighting.committed() > warmUp)
                .findFirst()
                .orElse(last);
        return (last.committed() - first.committed()) / ((last.nanos() - first.nanos()) / 1e9);
    }
}
