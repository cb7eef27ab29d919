package io.maskstream.trainer.promotion;

import io.maskstream.schemas.comparison.ShadowComparison;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Figures of a candidate and the serving version over compared records. Each mean covers the records for which the
 * figure of both versions is known, so both versions are judged by the same records.
 *
 * @param records number of compared records, including those that the candidate failed to explain
 * @param failures share of the records that the candidate failed to explain, in [0,1]
 * @param maskedAgreement mean agreement through the mask
 * @param area mean weight of the masks
 * @param millis mean time for a record, in milliseconds
 * @param predictionAgreement mean agreement of both versions' predictions; empty if no record can be compared
 * @param rankCorrelation mean rank correlation of the weights; empty if no record can be compared
 * @param evidenceDistance mean distance of the evidence; empty if no record can be compared
 */
public record ShadowFigures(
        int records,
        double failures,
        Pair maskedAgreement,
        Pair area,
        Pair millis,
        OptionalDouble predictionAgreement,
        OptionalDouble rankCorrelation,
        OptionalDouble evidenceDistance) {

    /** A figure of both versions; empty if no record has it for both. */
    public record Pair(OptionalDouble serving, OptionalDouble candidate) {}

    /** Computes the figures of some records. */
    public static ShadowFigures of(Collection<ShadowComparison> compared) {
        long failed =
                compared.stream().filter(record -> record.failure() != null).count();
        return new ShadowFigures(
                compared.size(),
                compared.isEmpty() ? 0 : (double) failed / compared.size(),
                pair(compared, ShadowComparison.Answer::maskedAgreement),
                pair(compared, ShadowComparison.Answer::area),
                pair(compared, ShadowComparison.Answer::millis),
                mean(compared, ShadowComparison::predictionAgreement),
                mean(compared, ShadowComparison::rankCorrelation),
                mean(compared, ShadowComparison::evidenceDistance));
    }

    private static Pair pair(Collection<ShadowComparison> compared, Function<ShadowComparison.Answer, Double> figure) {
        var both = compared.stream()
                .filter(record -> figure.apply(record.serving()) != null && figure.apply(record.candidate()) != null)
                .toList();
        return new Pair(
                mean(both, record -> figure.apply(record.serving())),
                mean(both, record -> figure.apply(record.candidate())));
    }

    private static OptionalDouble mean(
            Collection<ShadowComparison> compared, Function<ShadowComparison, Double> figure) {
        return compared.stream()
                .map(figure)
                .filter(value -> value != null)
                .mapToDouble(Double::doubleValue)
                .average();
    }
}
