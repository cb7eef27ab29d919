package io.maskstream.schemas.profile;

import java.util.List;

/** Measures how much of one ranking's gain another ranking of the same items achieves. */
public final class CumulativeGain {

    private CumulativeGain() {}

    /**
     * Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), as Amazon SageMaker Clarify uses it for
     * feature attribution drift: the sum over the first ranks i = 1, 2, ... of gain / log2(i + 1), divided by the sum
     * for the best order.
     *
     * @param ids ids of the items with a gain, the highest gain first
     * @param gains non-negative gains of these items; all other items have gain 0
     * @param ranked ids of the ranked items, the highest rank first; may include items without a gain
     * @param ranks number of ranks that count
     * @return the normalized gain in [0,1]; NaN if no item has a gain
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
