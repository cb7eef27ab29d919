package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.records.RecordSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the finished steps of each evaluation in a folder of its own, next to the explainers. */
final class EvaluationSteps {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationSteps.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private EvaluationSteps() {}

    /**
     * Returns the steps of an evaluation.
     *
     * @param parent parent folder of all evaluations
     * @param subject description of what is evaluated, and how; only evaluations of the same subject share steps
     * @param split split of the records
     * @param resume whether to continue after the stored steps; otherwise they are deleted
     * @throws IOException if stored steps cannot be deleted
     */
    static FinishedSteps of(Path parent, ObjectNode subject, RecordSplit split, boolean resume) throws IOException {
        ObjectNode whole = subject.deepCopy();
        split.describe(whole.putObject("data"));
        Path folder = parent.resolve(Digests.sha256(JSON.writeValueAsBytes(whole)));
        if (!resume) {
            FinishedSteps.delete(folder);
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            LOG.warn(
                    "It will not be possible to resume the evaluation, because {} cannot be written to:" + " {}.",
                    parent,
                    e.toString());
            return new FinishedSteps(null);
        }
        return new FinishedSteps(folder);
    }
}
