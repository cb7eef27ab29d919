package io.maskstream.schemas.profile;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes bounds of bins that contain about a tenth of the values each. The bounds are rounded up to a hundredth of
 * the values' spread or less. Values that differ only by rounding errors, as between processors, therefore rarely
 * change their bin. Equal values fall into the same bin.
 */
final class Deciles {

    private static final int BINS = 10;

    /** With fewer values per bin, chance would move the bounds, so fewer bins are used. */
    private static final int VALUES_PER_BIN = 20;

    /** The share of values that is ignored at each end of the spread, which covers 90% of the values. */
    private static final double TAIL = 0.05;

    private static final double STEPS = 100;

    private Deciles() {}

    /**
     * Returns the highest value of each bin except the last.
     *
     * @param sorted at least one value, ascending
     * @return at least one bound, ascending
     */
    static List<Double> bounds(double... sorted) {
        double lowest = sorted[0];
        double highest = sorted[sorted.length - 1];
        double spread = quantile(sorted, 1 - TAIL) - quantile(sorted, TAIL);
        double unit = spread > 0 ? spread : highest > lowest ? highest - lowest : Math.max(1, Math.abs(highest));
        int digits = (int) -Math.floor(Math.log10(unit / STEPS));
        int bins = Math.max(2, Math.min(BINS, sorted.length / VALUES_PER_BIN));
        List<Double> bounds = new ArrayList<>();
        for (int i = 1; i < bins; i++) {
            double bound = rounded(quantile(sorted, i / (double) bins), digits, RoundingMode.CEILING);
            if (bound < highest && (bounds.isEmpty() || bound > bounds.get(bounds.size() - 1))) {
                bounds.add(bound);
            }
        }
        if (bounds.isEmpty()) {
            // Nearly all values are equal: values below and above them get separate bins.
            double usual = quantile(sorted, 1.0 / 2);
            bounds.add(rounded(usual, digits, RoundingMode.FLOOR) - Math.pow(10, -digits));
            bounds.add(rounded(usual, digits, RoundingMode.CEILING));
        }
        return bounds;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    private static double rounded(double value, int digits, RoundingMode mode) {
        return BigDecimal.valueOf(value).setScale(digits, mode).doubleValue();
    }
}
