package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Explains the records of a data set. */
final class DatasetRecords {

    private DatasetRecords() {}

    /**
     * Returns the records of a part with their explanations.
     *
     * @param tolerance see {@link ExplainedRecords}
     */
    static ExplainedRecords of(
            ExplainedModel model, Manifest.Output output, Dataset dataset, Part part, OptionalDouble tolerance) {
        return new ExplainedRecords(
                model,
                output,
                dataset.examples(part).asBatchExamples(),
                dataset.targets().labelled(),
                new Originals(dataset, part),
                tolerance);
    }

    /**
     * Returns other records than those evaluated, from which an evaluation trains models or takes means: the training
     * records or else the validation records. If there are neither, returns the evaluated records.
     *
     * @param evaluated part that is evaluated
     */
    static ExplainedRecords others(
            ExplainedModel model, Manifest.Output output, Dataset dataset, Part evaluated, OptionalDouble tolerance) {
        return of(model, output, dataset, beside(dataset, evaluated), tolerance);
    }

    private static Part beside(Dataset dataset, Part evaluated) {
        return Stream.of(Part.TRAIN, Part.VALIDATION)
                .filter(part -> part != evaluated && dataset.examples(part).size() > 0)
                .findFirst()
                .orElse(evaluated);
    }

    /**
     * The original records. The first access reads all of them, because a source can only be read from its beginning.
     */
    private static final class Originals implements IntFunction<Object> {

        private final Dataset dataset;
        private final Part part;
        private List<SourceRecord> records;

        Originals(Dataset dataset, Part part) {
            this.dataset = dataset;
            this.part = part;
        }

        @Override
        public Object apply(int index) {
            if (records == null) {
                try {
                    records = dataset.originals(part);
                } catch (IOException e) {
                    throw new UncheckedIOException("The records cannot be read again", e);
                }
            }
            return records.get(index).input();
        }
    }
}
