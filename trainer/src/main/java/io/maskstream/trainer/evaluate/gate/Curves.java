package io.maskstream.trainer.evaluate.gate;

import io.maskstream.trainer.evaluate.measure.Faithfulness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares the mask with another method in insertion and deletion, by the figures of {@link Faithfulness}. */
record Curves(Figures figures, String method) {

    private static final List<String> CURVES = List.of("insertion", "deletion");

    /** The replacement that the fit used: the first one. */
    Optional<String> fitted() {
        return replacements().stream().findFirst();
    }

    /** The replacements that the fit did not use. */
    List<String> others() {
        return replacements().stream().skip(1).toList();
    }

    private List<String> replacements() {
        return figures.has(Figures.below(path(), "insertion"))
                ? figures.texts(Faithfulness.NODE, "replacements")
                : List.of();
    }

    /**
     * Whether the mask is ahead in both curves.
     *
     * @param lead that the lower end of the interval must exceed
     */
    Finding ahead(String replacement, double lead) {
        List<String> said = new ArrayList<>();
        boolean all = true;
        for (String curve : CURVES) {
            Lead of = lead(curve, replacement);
            boolean ahead = of.least() > lead;
            all &= ahead;
            said.add(of.said(ahead ? "is ahead of" : "is not ahead of"));
        }
        return new Finding(all, String.join(", and ", said));
    }

    /**
     * Whether the mask is behind in neither curve under any of some replacements.
     *
     * @param slack by how much the upper end of the interval may be behind
     */
    Finding notBehind(List<String> replacements, double slack) {
        List<String> behind = new ArrayList<>();
        for (String replacement : replacements) {
            for (String curve : CURVES) {
                Lead of = lead(curve, replacement);
                if (!(of.most() >= -slack)) {
                    behind.add(of.said("is behind"));
                }
            }
        }
        return behind.isEmpty()
                ? new Finding(true, "the mask is not behind " + method + " under " + String.join(", ", replacements))
                : new Finding(false, String.join(", and ", behind));
    }

    /** The mask's lead with its interval: positive if the mask is better. */
    private record Lead(String curve, String replacement, String method, double mean, double least, double most) {

        String said(String stands) {
            return String.format(
                    Locale.ROOT,
                    "by %s (%s) the mask %s %s: its lead is %.3f [%.3f, %.3f]",
                    curve,
                    replacement,
                    stands,
                    method,
                    mean,
                    least,
                    most);
        }
    }

    private Lead lead(String curve, String replacement) {
        String[] path = Figures.below(path(), curve, replacement, "difference");
        double mean = figures.number(Figures.below(path, "mean"));
        double low = figures.number(Figures.below(path, "low"));
        double high = figures.number(Figures.below(path, "high"));
        // The figures are method minus mask.
        boolean higher = figures.text(Faithfulness.NODE, "better", curve).equals("higher");
        return higher
                ? new Lead(curve, replacement, method, 0 - mean, 0 - high, 0 - low)
                : new Lead(curve, replacement, method, mean, low, high);
    }

    private String[] path() {
        return new String[] {Faithfulness.NODE, "methods", method};
    }
}
