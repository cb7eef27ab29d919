package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.ExtraMeasure;
import io.maskstream.trainer.fit.FitSettings;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The paper's three experiments with their settings. */
enum Preset {
    /** Aqueous solubility of molecules (Delaney 2004). */
    ESOL(InputKind.MOLECULE, 0.5, ExtraMeasure.SOLUBILITY_RULE, FitSettings.ESOL, "aqueous solubility", "log10 mol/L"),
    /** Sentiment of film reviews (Maas et al. 2011). */
    IMDB(InputKind.REVIEW, Double.NaN, ExtraMeasure.WORD_TABLE, FitSettings.IMDB, "sentiment", null),
    /** Ten classes of objects in small images (Krizhevsky 2009). */
    CIFAR10(InputKind.IMAGE, Double.NaN, null, FitSettings.CIFAR10, "object", null);

    private final InputKind kind;
    private final double tolerance;
    private final ExtraMeasure measure;

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers and enums.
    private final FitSettings fit;

    private final String outputName;
    private final String unit;

    Preset(InputKind kind, double tolerance, ExtraMeasure measure, FitSettings fit, String outputName, String unit) {
        this.kind = kind;
        this.tolerance = tolerance;
        this.measure = measure;
        this.fit = fit;
        this.outputName = outputName;
        this.unit = unit;
    }

    /**
     * Checks that the preset is for a kind of input.
     *
     * @throws IllegalArgumentException if it is for another kind
     */
    void require(InputKind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException("The preset " + this + " is for " + kind + "s, but the model takes "
                    + wanted.one() + ": leave out --preset.");
        }
    }

    /**
     * Returns the largest difference at which two values agree, about the error of the measurements; empty for classes.
     */
    OptionalDouble tolerance() {
        return Double.isNaN(tolerance) ? OptionalDouble.empty() : OptionalDouble.of(tolerance);
    }

    /** Returns the additional measures. */
    List<ExtraMeasure> measures() {
        return measure == null ? List.of() : List.of(measure);
    }

    /** Returns the settings of the fit. */
    FitSettings fit() {
        return fit;
    }

    /** Returns the output of the model. */
    Manifest.Output output(List<String> classes) {
        return unit == null ? Manifest.Output.classes(outputName, classes) : Manifest.Output.value(outputName, unit);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
