package io.maskstream.schemas.profile;

import java.util.List;

/** How much of one ranking's gain another ranking of the same things has. */
public final class CumulativeGain {

    private CumulativeGain() {}

    /**
     * Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), as Amazon SageMaker Clarify takes it for the drift
     * of attributions: the sum over the first ranks i = 1, 2, ... of gain / log2(i + 1), divided by that of the best order.
     *
     * @param ids of things with a gain, that of the highest first
     * @param gains of these, from 0 up; those of other things are 0
     * @param ranked ids of things, the highest first, which may be others
     * @param ranks how many count
     * @return in [0,1]; NaN where nothing has a gain
     */
    public static double normalized(List<Integer> ids, List<Double> gains, int[] ranked, int ranks) {
        double best = 0;
        for (int i = 0; i < Math.min(ranks, gains.size()); i++) {
            best += gains.get(i) / discount(i);
        }
        double found = 0;
        for (int i = 0; i < Math.min(ranks, ranked.length); i++) {
            int known = ids.indexOf(ranked[i]);
            found += known < 0 ? 0 : gains.get(known) / discount(i);
        }
        return found / best;
    }

    private static double discount(int place) {
        return Math.log(place + 2) / Math.log(2);
    }
}
