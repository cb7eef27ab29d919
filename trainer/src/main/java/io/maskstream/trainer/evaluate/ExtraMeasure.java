package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.SolubilityRule;
import io.maskstream.trainer.evaluate.measure.WordTable;
import java.util.List;
import java.util.Locale;

/** Measures that suit some explainers and are asked for by name. */
public enum ExtraMeasure {
    /** Whether the highest atoms are those that make a molecule soluble or insoluble. */
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
    /** The words of the highest mean weight for each class. */
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
     * What is measured.
     *
     * @param vocabulary of its encoding; empty where that has none
     */
    public record Subject(
            Manifest.Input input, Manifest.Output output, InputEncoding encoding, List<String> vocabulary) {}

    /**
     * The measure for an explainer.
     *
     * @throws IllegalArgumentException if it does not suit it; says what it is for
     */
    public abstract Measure of(Subject subject);

    final void require(boolean suits, String what) {
        if (!suits) {
            throw new IllegalArgumentException("The measure " + this + " is for " + what + " alone: leave it out.");
        }
    }

    /** As it is written in tasks and options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
