package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.ModelInspection;
import io.maskstream.trainer.model.ModelProbe;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceRecord;
import io.maskstream.trainer.records.UnusableRecords;
import io.maskstream.trainer.records.source.RecordOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parameter and options that describe the model to explain. */
final class ModelFolder {

    /**
     * If the model takes sequences of any length, the length is chosen so that this share of the records is not
     * truncated.
     */
    private static final double WHOLE = 0.98;

    /** Largest length chosen for such a model, in tokens. */
    private static final int LONGEST = 512;

    private static final int STEP = 8;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "Folder of the SavedModel to explain (see 'trainer inspect'), or of an explainer version whose"
                            + " model gets another mask network.")
    Path folder;

    @Option(
            names = "--card",
            order = 401,
            paramLabel = "FILE",
            description = "Read the model's description from this card instead of the one in its folder.")
    Path card;

    @Mixin
    ModelOptions options;

    /**
     * A model that was read.
     *
     * @param notes notes on the import: changes to the model and their effects
     */
    record Opened(FrozenModel model, List<String> notes) {}

    /**
     * Reads the model.
     *
     * @param records records that determine the length of sequences if the model takes any length
     * @throws IOException if the model cannot be explained; the message says why
     */
    Opened open(RecordOptions records) throws IOException {
        if (Files.isRegularFile(folder.resolve(ExplainerArtifact.MANIFEST))) {
            return new Opened(FrozenModel.read(folder, options.choices(card)), List.of());
        }
        ModelInspection inspection =
                FrozenModel.inspect(folder, options.choices(card), encoding -> length(records, encoding));
        ModelProbe.Result probe;
        try {
            probe = ModelProbe.of(inspection.model());
        } catch (IllegalArgumentException e) {
            throw new IOException("The model in " + folder + " cannot be explained: " + e.getMessage() + ".", e);
        }
        return new Opened(inspection.model(), inspection.notes(probe));
    }

    private static int length(RecordOptions records, InputEncoding encoding) throws IOException {
        RecordSource source = records.open(encoding.kind());
        List<Integer> lengths = new ArrayList<>();
        UnusableRecords unusable = new UnusableRecords();
        try (Progress progress = new Progress("Measuring lengths", "records", -1)) {
            source.forEach(
                    record -> {
                        progress.done(1);
                        add(lengths, record, encoding, unusable);
                    },
                    unusable::add);
        }
        if (lengths.isEmpty()) {
            String name = source.describe().name();
            unusable.check(name, unusable.count(), 1);
            throw new IOException("There are no records in " + name + ".");
        }
        lengths.sort(null);
        int enough = lengths.get((int) (WHOLE * (lengths.size() - 1)));
        return Math.min(LONGEST, (enough + STEP - 1) / STEP * STEP);
    }

    private static void add(
            List<Integer> lengths, SourceRecord record, InputEncoding encoding, UnusableRecords unusable) {
        try {
            EncodedInput encoded = encoding.encode(record.input());
            lengths.add(encoded.length());
        } catch (UnencodableInputException e) {
            // If other records can be encoded, the encoding of the data set reports this record again.
            unusable.add(record.name() + ": " + e.getMessage() + ".");
        }
    }
}
