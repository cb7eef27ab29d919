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

/** The records of a part of a data set, to be explained. */
final class DatasetRecords {

    private DatasetRecords() {}

    /**
     * With what an explainer says of them.
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
     * Records beside those that are evaluated on, for what an evaluation learns or averages: those of the fit, or of the
     * validation; where there are neither, the same ones.
     *
     * @param evaluated the part that is evaluated on
     */
    static ExplainedRecords others(
            ExplainedModel model, Manifest.Output output, Dataset dataset, Part evaluated, OptionalDouble tolerance) {
        return of(model, output, dataset, beside(dataset, evaluated), tolerance);
    }

    /** The part of those records. */
    static Part beside(Dataset dataset, Part evaluated) {
        return Stream.of(Part.TRAIN, Part.VALIDATION)
                .filter(part -> part != evaluated && dataset.examples(part).size() > 0)
                .findFirst()
                .orElse(evaluated);
    }

    /** Records as they were published; all are read when the first is asked for, since a source is read from end to end. */
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
