package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.trainer.model.EncodingCheck;
import io.maskstream.trainer.model.Finding;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.ModelInspection;
import io.maskstream.trainer.model.ModelProbe;
import io.maskstream.trainer.model.RefusedModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the relevant tensors of a SavedModel, and whether it can be explained. */
@Command(
        name = "inspect",
        description = {
            "Finds in a SavedModel the tensor that a mask can multiply, the features that the mask network"
                    + " can read, and the prediction. Runs a test input through prediction and gradient, and says what"
                    + " prevents an explanation, if anything. Options override what was found."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true)
final class Inspect implements Callable<Integer> {

    private static final int FOUND_WIDTH = 34;
    private static final String LINE = "%-12s %-" + FOUND_WIDTH + "s %-30s %s%n";

    /**
     * Length of sequences if the model takes any length and no card is written; a fit determines it from its records.
     */
    private static final int ANY_LENGTH = 64;

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of the SavedModel.")
    Path folder;

    @Option(
            names = "--write",
            order = 401,
            description = "Write what was found to the SavedModel's folder as its card, so that options need not be"
                    + " repeated.")
    boolean write;

    @Option(names = "--card", order = 402, paramLabel = "FILE", description = "Write the card to this file instead.")
    Path card;

    @Option(
            names = "--check",
            order = 403,
            paramLabel = "FILE",
            description =
                    "Compare the encoding with records as your own code feeds them to the model. One JSON object per"
                            + " line: {\"text\": ..., \"ids\": [...]}, {\"smiles\": ..., \"ids\": [...]} or {\"image\": PATH,"
                            + " \"pixels\": [...]}, optionally with \"prediction\": [...].")
    Path check;

    @Mixin
    ModelOptions options;

    /** Returns exit code 1 if the check finds differences. */
    @Override
    public Integer call() throws Exception {
        if (write && Files.isRegularFile(folder.resolve(ExplainerArtifact.MANIFEST))) {
            throw new IOException(folder + " is an explainer, whose manifest describes its model: leave out --write.");
        }
        PrintWriter out = spec.commandLine().getOut();
        ModelInspection inspection;
        try {
            inspection = FrozenModel.inspect(
                    folder, options.choices(null), write || card != null ? null : encoding -> ANY_LENGTH);
        } catch (RefusedModelException e) {
            print(out, e.findings());
            throw e;
        }
        print(out, inspection.findings());
        ModelProbe.Result probe;
        FrozenModel model = inspection.model();
        try {
            probe = ModelProbe.of(model);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The model in " + folder + " cannot be explained: " + e.getMessage() + ".", e);
        }
        inspection.notes(probe).forEach(out::println);
        out.printf(
                Locale.ROOT,
                probe.gradient() == 0
                        ? "A test input gives %s. Masking changes that, but its gradient at the maskable tensor is"
                                + " %.0f: a fit may find no mask.%n"
                        : "A test input gives %s; its gradient reaches the maskable tensor (up to %.3g).%n",
                numbers(probe.prediction()),
                probe.gradient());
        if (probe.isConstant()) {
            out.printf(
                    Locale.ROOT,
                    "The prediction hardly changes between test inputs (by %.2g at most), so there may be little to"
                            + " explain: check that the model and its batch normalisation are trained.%n",
                    probe.change());
        }
        boolean agrees = true;
        if (check != null) {
            EncodingCheck.Comparison result = EncodingCheck.of(model, inspection.pixels(), check);
            result.sentences().forEach(out::println);
            agrees = result.agrees();
        }
        if (write || card != null) {
            out.println("Written: " + inspection.write(folder, card, options.vocabulary) + ".");
        }
        if (agrees) {
            out.println("The model can be explained.");
        }
        return agrees ? 0 : 1;
    }

    private static void print(PrintWriter out, List<Finding> findings) {
        if (!findings.isEmpty()) {
            out.printf(LINE, "WHAT", "FOUND", "SHAPE, TYPE", "HOW");
            findings.forEach(finding -> print(out, finding));
            out.println();
            out.flush();
        }
    }

    private static void print(PrintWriter out, Finding finding) {
        if (finding.found().length() > FOUND_WIDTH) {
            out.printf("%-12s %s%n", finding.what(), finding.found());
            out.printf(LINE, "", "", finding.detail(), finding.how());
        } else {
            out.printf(LINE, finding.what(), finding.found(), finding.detail(), finding.how());
        }
    }

    private static String numbers(float[] values) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < Math.min(values.length, 5); i++) {
            text.append(i == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.4g", values[i]));
        }
        return text.append(values.length > 5 ? ", ...]" : "]").toString();
    }
}
