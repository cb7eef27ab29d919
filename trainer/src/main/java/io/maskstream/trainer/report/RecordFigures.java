package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Draws some records of one kind with their masks. */
@FunctionalInterface
interface RecordFigures {

    /**
     * Writes the files.
     *
     * @param folder to write to
     * @param measured measurements of the evaluation
     * @return the files
     */
    List<Path> write(Path folder, ExplainedRecords records, JsonNode measured) throws IOException;
}
