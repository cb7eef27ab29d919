package io.maskstream.streamer.drift;

import io.maskstream.schemas.profile.Drift;
import io.maskstream.schemas.profile.Observation;
import io.maskstream.schemas.profile.ProfileComparison;
import io.maskstream.schemas.profile.Sketch;
import java.util.List;
import java.util.Optional;

/**
 * The most recent records of one version of an explainer, as two sketches of half a window each. When the newer sketch
 * is full, the older one is dropped. Memory is therefore bounded, and the window covers between half and all of its
 * records. Safe for use by several threads.
 */
final class DriftWindow {

    private final ProfileComparison comparison;
    private final int half;

    /** Not changed any more. */
    private Sketch before;

    private Sketch now;

    /** @param records number of records in the whole window */
    DriftWindow(ProfileComparison comparison, int records) {
        this.comparison = comparison;
        this.half = Math.max(1, records / 2);
        this.now = comparison.sketch();
    }

    synchronized void add(List<Observation> observations) {
        for (Observation observation : observations) {
            if (now.records() >= half) {
                before = now;
                now = comparison.sketch();
            }
            now.add(observation);
        }
    }

    /** Returns the distance of the window from the profile; empty until the window is half full for the first time. */
    Optional<Drift> drift() {
        Sketch all;
        Sketch older;
        // Threads that explain wait only while numbers are copied, not while they are evaluated.
        synchronized (this) {
            if (before == null && now.records() < half) {
                return Optional.empty();
            }
            all = now.copy();
            older = before;
        }
        if (older != null) {
            all.addAll(older);
        }
        return Optional.of(comparison.drift(all));
    }
}
