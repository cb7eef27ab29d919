package io.maskstream.trainer.promotion;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The conditions on a candidate's shadow figures, relative to the serving version. */
public enum Condition {
    /** The share of records that the candidate failed to explain is at most the threshold. */
    FAILURES(0, true, "share of failures at most %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return OptionalDouble.of(figures.failures());
        }
    },
    /** The mean agreement through the mask is at most this much lower. */
    MASKED_AGREEMENT(0.02, true, "lower by at most %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return of(
                    figures.maskedAgreement(),
                    pair -> pair.serving().getAsDouble() - pair.candidate().getAsDouble());
        }
    },
    /** The mean weight of the masks is at most this much higher. */
    MASK_AREA(0.1, true, "higher by at most %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return of(
                    figures.area(),
                    pair -> pair.candidate().getAsDouble() - pair.serving().getAsDouble());
        }
    },
    /** The mean agreement of both versions' predictions is at least the threshold. */
    PREDICTION_AGREEMENT(0.95, false, "at least %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return figures.predictionAgreement();
        }
    },
    /** The mean rank correlation of both versions' masks is at least the threshold. */
    RANK_CORRELATION(0, false, "at least %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return figures.rankCorrelation();
        }
    },
    /** A record takes at most this many times as long as with the serving version. */
    TIME(2, true, "at most %s times as long") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return of(
                    figures.millis(),
                    pair -> pair.candidate().getAsDouble() / pair.serving().getAsDouble());
        }
    };

    private final double usual;
    private final boolean upperBound;
    private final String words;

    Condition(double usual, boolean upperBound, String words) {
        this.usual = usual;
        this.upperBound = upperBound;
        this.words = words;
    }

    /** Returns the name used in a file of promotion rules. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the default threshold. */
    double usual() {
        return usual;
    }

    /** Returns the figure to compare with the threshold; empty if it was not measured. */
    abstract OptionalDouble figure(ShadowFigures figures);

    /** Returns whether the condition holds. It does not hold if the figure was not measured or is not a number. */
    boolean holds(ShadowFigures figures, double threshold) {
        OptionalDouble figure = figure(figures);
        return figure.isPresent()
                && (upperBound ? figure.getAsDouble() <= threshold : figure.getAsDouble() >= threshold);
    }

    /** Describes the condition for a threshold. */
    public String words(double threshold) {
        return String.format(Locale.ROOT, words, threshold);
    }

    private static OptionalDouble of(ShadowFigures.Pair pair, ToDoubleFunction<ShadowFigures.Pair> figure) {
        return pair.serving().isPresent() && pair.candidate().isPresent()
                ? OptionalDouble.of(figure.applyAsDouble(pair))
                : OptionalDouble.empty();
    }
}
