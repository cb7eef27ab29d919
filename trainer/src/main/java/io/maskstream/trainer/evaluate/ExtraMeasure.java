package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.SolubilityRule;
import io.maskstream.trainer.evaluate.measure.WordTable;
import java.util.List;
import java.util.Locale;

/** Measures that apply only to some explainers and are selected by name. */
public enum ExtraMeasure {
    /** Whether the atoms with the highest scores are those that make a molecule soluble or insoluble. */
    SOLUBILITY_RULE {
        @Override
        public Measure of(Subject subject) {
            require(
                    subject.input().kind() == InputKind.MOLECULE
                            && subject.output().type() == Manifest.OutputType.VALUE,
                    "molecules whose solubility is predicted in log10 mol/L");
            return new SolubilityRule(subject.encoding());
        }
    },
    /** The words with the highest mean weight for each class. */
    WORD_TABLE {
        @Override
        public Measure of(Subject subject) {
            require(
                    subject.input().kind() == InputKind.REVIEW
                            && subject.output().type() == Manifest.OutputType.CLASSES
                            && !subject.vocabulary().isEmpty(),
                    "texts in classes, with a vocabulary");
            return new WordTable(subject.vocabulary(), subject.input().tokens().firstId());
        }
    };

    /**
     * The explainer that is measured.
     *
     * @param vocabulary of its encoding; empty if that has none
     */
    public record Subject(
            Manifest.Input input, Manifest.Output output, InputEncoding encoding, List<String> vocabulary) {}

    /**
     * Creates the measure for an explainer.
     *
     * @throws IllegalArgumentException if it does not apply to the explainer; says what it applies to
     */
    public abstract Measure of(Subject subject);

    final void require(boolean suits, String what) {
        if (!suits) {
            throw new IllegalArgumentException("The measure " + this + " is only for " + what + ": leave it out.");
        }
    }

    /** The name in tasks and options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
