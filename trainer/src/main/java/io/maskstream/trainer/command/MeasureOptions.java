package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.ExtraMeasure;
import io.maskstream.trainer.evaluate.gate.Gate;
import io.maskstream.trainer.evaluate.measure.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** Options for the measures of an evaluation. */
final class MeasureOptions {

    @Option(
            names = "--preset",
            order = 510,
            description = "Settings and measures for one of the paper's data sets: ${COMPLETION-CANDIDATES}.")
    Preset preset;

    @Option(
            names = "--measures",
            split = ",",
            paramLabel = "NAME",
            order = 770,
            description = "Additional measures: ${COMPLETION-CANDIDATES}.")
    List<ExtraMeasure> measures = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "VALUE",
            order = 771,
            description = "Largest difference at which two predicted values count as equal, in their unit (default: a"
                    + " quarter of the standard deviation of the predictions).")
    Double tolerance;

    @Option(
            names = "--gate",
            split = ",",
            paramLabel = "CONDITION[=VALUE]",
            order = 774,
            description =
                    "Conditions that the explainer must meet to be announced, with thresholds (default: all for the"
                            + " kind of record).")
    List<String> gate = List.of();

    /**
     * Returns the conditions that an explainer must meet.
     *
     * @throws IllegalArgumentException if a condition does not exist for this kind of input
     */
    Gate gate(InputKind kind) {
        return Gate.of(gate, kind);
    }

    /**
     * Checks that the preset is for a kind of input.
     *
     * @throws IllegalArgumentException if it is for another kind
     */
    void require(InputKind kind) {
        if (preset != null) {
            preset.require(kind);
        }
    }

    OptionalDouble tolerance() {
        if (tolerance != null) {
            return OptionalDouble.of(tolerance);
        }
        return preset == null ? OptionalDouble.empty() : preset.tolerance();
    }

    /**
     * Returns the additional measures for an explainer.
     *
     * @throws IllegalArgumentException if a measure does not apply to the explainer
     */
    List<Measure> extra(Manifest.Input input, Manifest.Output output, InputEncoding encoding, List<String> vocabulary) {
        List<ExtraMeasure> chosen = new ArrayList<>(measures);
        if (measures.isEmpty() && preset != null) {
            chosen.addAll(preset.measures());
        }
        ExtraMeasure.Subject subject = new ExtraMeasure.Subject(input, output, encoding, vocabulary);
        return chosen.stream().distinct().map(measure -> measure.of(subject)).toList();
    }
}
