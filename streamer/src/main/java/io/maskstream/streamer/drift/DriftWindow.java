package io.maskstream.streamer.drift;

import io.maskstream.schemas.profile.Drift;
import io.maskstream.schemas.profile.Observation;
import io.maskstream.schemas.profile.ProfileComparison;
import io.maskstream.schemas.profile.Sketch;
import java.util.List;
import java.util.Optional;

/**
 * The last records of one version of an explainer: two sketches in turn, each of half the window, of which the older one is
 * given up when the newer is full. So its memory does not grow, and it holds between a half and all of the window. Safe for
 * use by several threads.
 */
final class DriftWindow {

    private final ProfileComparison comparison;
    private final int half;

    /** Changes no more. */
    private Sketch before;

    private Sketch now;

    /** @param records of the whole window */
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

    /** How far the window is from the profile; empty until it is half full for the first time. */
    Optional<Drift> drift() {
        Sketch all;
        Sketch older;
        // Threads that explain wait for a copy of some numbers, and not for what is made of them.
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
