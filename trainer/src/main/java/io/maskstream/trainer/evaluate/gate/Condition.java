package io.maskstream.trainer.evaluate.gate;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.leak.Leaks;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.Occlusion;
import io.maskstream.trainer.evaluate.method.PlaceTable;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.method.TokenTable;
import io.maskstream.trainer.evaluate.stability.Stability;
import io.maskstream.trainer.evaluate.surrogate.EvaluatorAgreement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A condition that an explainer must meet to be announced. Each condition has a threshold and checks the figures of an
 * evaluation against it. All comparisons are written so that they fail for NaN.
 */
public enum Condition {
    /**
     * Masks keep neither everything nor nothing, vary within a record by more than the threshold (a standard deviation
     * of weights), and differ from record to record.
     */
    NOT_DEGENERATE(0.02) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            if (!figures.has("area")) {
                return Optional.empty();
            }
            double area = figures.number("area", "mean");
            double within = figures.number("area", "deviationWithinRecord");
            boolean placed = figures.has("tableShare", "position");
            double place = placed ? figures.number("tableShare", "position") : 0;
            boolean holds = area > LEAST_AREA && area < 1 - LEAST_AREA && within > threshold && place < ALL_BY_PLACE;
            return Optional.of(finding(
                    holds,
                    "the masks' mean weight is %.3f (between %.2f and %.2f is asked), its deviation within a record %.3f"
                            + " (more than %.2f)%s",
                    area,
                    LEAST_AREA,
                    1 - LEAST_AREA,
                    within,
                    threshold,
                    placed
                            ? String.format(
                                    Locale.ROOT,
                                    ", and the position alone explains %.3f of its variance (less than %.2f)",
                                    place,
                                    ALL_BY_PLACE)
                            : ""));
        }
    },
    /** The mask's order is better than a random one by more than the threshold, in both insertion and deletion. */
    BETTER_THAN_RANDOM(0) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return ahead(figures, RandomOrder.NAME, threshold);
        }
    },
    /**
     * The mask's order is better than that of the mean weights of each token, or of each position in an image, by more
     * than the threshold in both insertion and deletion. Mean weights do not depend on the record's context.
     */
    BETTER_THAN_TABLE(0) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return Stream.of(TokenTable.NAME, PlaceTable.NAME)
                    .map(table -> ahead(figures, table, threshold))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
    },
    /**
     * Under replacements that the fit did not use, the mask's order is not worse than a random one by more than the
     * threshold, in insertion or in deletion. This shows that the mask keeps evidence, rather than a pattern that works
     * only with one replacement.
     */
    HOLDS_UNDER_OTHER_REPLACEMENTS(0) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            Curves curves = new Curves(figures, RandomOrder.NAME);
            return curves.others().isEmpty()
                    ? Optional.empty()
                    : Optional.of(curves.notBehind(curves.others(), threshold));
        }
    },
    /**
     * The class can be told from the mask alone at most as often as from the occlusion map plus the threshold, a share
     * of the records.
     */
    NO_CLASS_IN_MASK(Finding.POINTS) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return noMoreThanOcclusion(
                    figures, threshold, "a small network tells the class from the mask alone", Leaks.NODE, "probe");
        }
    },
    /**
     * The class can be told from the mask's weights, regardless of their positions, at most as often as by guessing the
     * most frequent class, plus the threshold, a share of the records. Since classes may need more or fewer parts, more
     * is allowed here than for the shape.
     */
    NO_CLASS_IN_AREA(0.2) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            String[] shuffled = {Leaks.NODE, "probe", Leaks.SHUFFLED, "mean"};
            if (!figures.has(shuffled) || !figures.has(Leaks.NODE, "majority")) {
                return Optional.empty();
            }
            double told = figures.number(shuffled);
            double majority = figures.number(Leaks.NODE, "majority");
            return Optional.of(finding(
                    told - majority <= threshold,
                    "a small network tells the class from the mask's weights in random order in %.1f%%, and the most frequent"
                            + " class is that of %.1f%% (at most %.0f points more are allowed)",
                    100 * told,
                    100 * majority,
                    100 * threshold));
        }

        @Override
        double usual(InputKind kind) {
            return switch (kind) {
                case IMAGE -> 0.15;
                case REVIEW -> super.usual(kind);
                // The length of a molecule, which remains visible, says much about most predicted values.
                case MOLECULE -> 0.25;
            };
        }
    },
    /** Over black, the mask leads to its class at most as often as the occlusion map does, plus the threshold. */
    NO_CLASS_OVER_BLACK(Finding.POINTS) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return overlay(figures, threshold, "black");
        }

        @Override
        boolean suits(InputKind kind) {
            return kind == InputKind.IMAGE;
        }
    },
    /** As {@link #NO_CLASS_OVER_BLACK}, over noise: random pixels or tokens. */
    NO_CLASS_OVER_NOISE(Finding.POINTS) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return overlay(figures, threshold, "noise");
        }
    },
    /** As {@link #NO_CLASS_OVER_BLACK}, over another image that is blurred. */
    NO_CLASS_OVER_BLURRED_RECORD(Finding.POINTS) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return overlay(figures, threshold, "blurred record");
        }

        @Override
        boolean suits(InputKind kind) {
            return kind == InputKind.IMAGE;
        }
    },
    /** As {@link #NO_CLASS_OVER_BLACK}, over another record. */
    NO_CLASS_OVER_ANOTHER_RECORD(Finding.POINTS) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            return overlay(figures, threshold, "another record");
        }
    },
    /**
     * A second model that was trained without this explainer's masks agrees with the frozen model more often on what
     * the mask keeps than on random parts, by more than the threshold.
     */
    EVALUATOR_ABOVE_RANDOM(0) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            String[] lead = {EvaluatorAgreement.NODE, EvaluatorAgreement.ABOVE_RANDOM};
            if (!figures.has(lead)) {
                return Optional.empty();
            }
            double mean = figures.number(Figures.below(lead, "mean"));
            double least = figures.number(Figures.below(lead, "low"));
            double most = figures.number(Figures.below(lead, "high"));
            return Optional.of(finding(
                    least > threshold,
                    "the evaluator's agreement on what the mask keeps is above that on random parts by %.3f [%.3f, %.3f]"
                            + " (more than %.2f is asked)",
                    mean,
                    least,
                    most,
                    threshold));
        }
    },
    /**
     * The rank correlation between the mask of a record and the mask after a meaningless change is at least the
     * threshold.
     */
    STABLE(0.5) {
        @Override
        Optional<Finding> judge(Figures figures, double threshold) {
            List<String> changes = figures.names(Stability.NODE).stream()
                    .filter(change -> figures.has(Stability.NODE, change, MaskWeights.NAME, "mean"))
                    .toList();
            // A correlation of NaN counts as the worst.
            return changes.stream()
                    .min(Comparator.comparingDouble(change -> worst(correlation(figures, change))))
                    .map(change -> finding(
                            correlation(figures, change) >= threshold,
                            "the mask's rank correlation with itself is %.2f where it is the lowest (%s; at least %.2f is"
                                    + " asked)",
                            correlation(figures, change),
                            change,
                            threshold));
        }

        private static double correlation(Figures figures, String change) {
            return figures.number(Stability.NODE, change, MaskWeights.NAME, "mean");
        }

        private static double worst(double correlation) {
            return Double.isNaN(correlation) ? Double.NEGATIVE_INFINITY : correlation;
        }
    };

    /** Least distance of the mean weight of the masks from 0 and 1. */
    private static final double LEAST_AREA = 0.01;

    /** If the position explains this share of the masks' variance, the record does not matter. */
    private static final double ALL_BY_PLACE = 0.95;

    private final double usual;

    Condition(double usual) {
        this.usual = usual;
    }

    /** Whether the condition applies to a kind of record. */
    boolean suits(InputKind kind) {
        return true;
    }

    /** The default threshold for a kind of record. */
    double usual(InputKind kind) {
        return usual;
    }

    /**
     * Judges an explainer.
     *
     * @param threshold as described at each condition
     * @return empty if the necessary figures were not measured
     */
    abstract Optional<Finding> judge(Figures figures, double threshold);

    private static Optional<Finding> ahead(Figures figures, String method, double threshold) {
        Curves curves = new Curves(figures, method);
        return curves.fitted().map(replacement -> curves.ahead(replacement, threshold));
    }

    private static Optional<Finding> overlay(Figures figures, double threshold, String ground) {
        return noMoreThanOcclusion(
                figures, threshold, "the mask's class comes out over " + ground, Leaks.NODE, "overlay", ground);
    }

    private static Optional<Finding> noMoreThanOcclusion(
            Figures figures, double threshold, String what, String... path) {
        String[] ofMask = Figures.below(path, MaskWeights.NAME, "mean");
        String[] ofOcclusion = Figures.below(path, Occlusion.NAME, "mean");
        if (!figures.has(ofMask) || !figures.has(ofOcclusion)) {
            return Optional.empty();
        }
        double mask = figures.number(ofMask);
        double occlusion = figures.number(ofOcclusion);
        return Optional.of(finding(
                mask - occlusion <= threshold,
                "%s in %.1f%%, with occlusion's map in %.1f%% (at most %.0f points more are allowed)",
                what,
                100 * mask,
                100 * occlusion,
                100 * threshold));
    }

    private static Finding finding(boolean holds, String reason, Object... figures) {
        return new Finding(holds, String.format(Locale.ROOT, reason, figures));
    }

    /** The name in options, tasks and manifests. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
