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

/** Where an evaluation keeps the steps that it has finished: a folder of its own, beside the explainers. */
final class EvaluationSteps {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationSteps.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private EvaluationSteps() {}

    /**
     * The steps of one evaluation.
     *
     * @param parent folder of all evaluations
     * @param subject what is evaluated, and how: evaluations of another subject share no step
     * @param split of the records
     * @param resume whether to go on from the steps that are there; otherwise they are deleted
     * @throws IOException if they cannot be deleted
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
            LOG.warn("The evaluation cannot be resumed, since {} cannot be written to: {}.", parent, e.toString());
            return new FinishedSteps(null);
        }
        return new FinishedSteps(folder);
    }
}
