package io.maskstream.trainer.promotion;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What a candidate has to be like in the shadow, beside the version that serves. */
public enum Condition {
    /** The share of records without an answer is at most this. */
    FAILURES(0, true, "share without an answer at most %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return OptionalDouble.of(figures.failures());
        }
    },
    /** The mean agreement through the mask is lower by at most this. */
    MASKED_AGREEMENT(0.02, true, "lower by at most %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return of(
                    figures.maskedAgreement(),
                    pair -> pair.serving().getAsDouble() - pair.candidate().getAsDouble());
        }
    },
    /** The mean weight of the masks is higher by at most this. */
    MASK_AREA(0.1, true, "higher by at most %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return of(
                    figures.area(),
                    pair -> pair.candidate().getAsDouble() - pair.serving().getAsDouble());
        }
    },
    /** The mean agreement of both predictions is at least this. */
    PREDICTION_AGREEMENT(0.95, false, "at least %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return figures.predictionAgreement();
        }
    },
    /** The mean rank correlation of both masks is at least this. */
    RANK_CORRELATION(0, false, "at least %s") {
        @Override
        OptionalDouble figure(ShadowFigures figures) {
            return figures.rankCorrelation();
        }
    },
    /** A record takes at most this many times as long. */
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

    /** As it stands in a file of rules. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The threshold where nothing else is said. */
    double usual() {
        return usual;
    }

    /** What is compared with the threshold; empty where it was not measured. */
    abstract OptionalDouble figure(ShadowFigures figures);

    /** Whether it holds; what was not measured does not, nor does what is no number. */
    boolean holds(ShadowFigures figures, double threshold) {
        OptionalDouble figure = figure(figures);
        return figure.isPresent()
                && (upperBound ? figure.getAsDouble() <= threshold : figure.getAsDouble() >= threshold);
    }

    /** What it asks for, in words. */
    public String words(double threshold) {
        return String.format(Locale.ROOT, words, threshold);
    }

    private static OptionalDouble of(ShadowFigures.Pair pair, ToDoubleFunction<ShadowFigures.Pair> figure) {
        return pair.serving().isPresent() && pair.candidate().isPresent()
                ? OptionalDouble.of(figure.applyAsDouble(pair))
                : OptionalDouble.empty();
    }
}
