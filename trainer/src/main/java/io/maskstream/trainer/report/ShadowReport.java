package io.maskstream.trainer.report;

import io.maskstream.trainer.promotion.Condition;
import io.maskstream.trainer.promotion.PromotionRules;
import io.maskstream.trainer.promotion.ShadowFigures;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A table with the figures of a candidate and of the serving version, and the promotion rules. */
public final class ShadowReport {

    private static final String LINE = "  %-22s %9s %9s  %-32s %s%n";

    private ShadowReport() {}

    /** Returns the table with a heading. */
    public static String of(ShadowFigures figures, PromotionRules rules) {
        List<Condition> broken = rules.broken(figures);
        StringBuilder table =
                new StringBuilder(String.format(Locale.ROOT, LINE, "", "serving", "candidate", "rule", ""));
        for (Condition condition : Condition.values()) {
            Double threshold = rules.thresholds().get(condition);
            ShadowFigures.Pair pair = pair(condition, figures);
            table.append(String.format(
                    Locale.ROOT,
                    LINE,
                    condition.code(),
                    shown(pair.serving()),
                    shown(pair.candidate()),
                    threshold == null ? "off" : condition.words(threshold),
                    threshold == null ? "" : broken.contains(condition) ? "FAILS" : "holds"));
        }
        table.append(String.format(
                Locale.ROOT, LINE, "evidence_distance", "", shown(figures.evidenceDistance()), "for information", ""));
        return table.toString();
    }

    private static ShadowFigures.Pair pair(Condition condition, ShadowFigures figures) {
        OptionalDouble none = OptionalDouble.empty();
        return switch (condition) {
            case FAILURES -> new ShadowFigures.Pair(none, OptionalDouble.of(figures.failures()));
            case MASKED_AGREEMENT -> figures.maskedAgreement();
            case MASK_AREA -> figures.area();
            case PREDICTION_AGREEMENT -> new ShadowFigures.Pair(none, figures.predictionAgreement());
            case RANK_CORRELATION -> new ShadowFigures.Pair(none, figures.rankCorrelation());
            case TIME -> figures.millis();
        };
    }

    private static String shown(OptionalDouble figure) {
        return figure.isPresent() ? String.format(Locale.ROOT, "%.3f", figure.getAsDouble()) : "-";
    }
}
