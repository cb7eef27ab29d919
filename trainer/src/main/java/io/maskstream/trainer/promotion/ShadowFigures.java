package io.maskstream.trainer.promotion;

import io.maskstream.schemas.comparison.ShadowComparison;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What some compared records say of a candidate: means over the records of which both figures are known, so that both versions
 * are judged by the same records.
 *
 * @param records that were compared, those among them to which the candidate gave no answer
 * @param failures share of these, in [0,1]
 * @param maskedAgreement mean agreement through the mask
 * @param area mean weight of the masks
 * @param millis mean time of a record
 * @param predictionAgreement how far both predict the same, mean; empty where none can be compared
 * @param rankCorrelation of the weights, mean; empty where none can be compared
 * @param evidenceDistance mean; empty where none can be compared
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

    /** A figure of both versions; empty where it is known of no record. */
    public record Pair(OptionalDouble serving, OptionalDouble candidate) {}

    /** Those of some records. */
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
