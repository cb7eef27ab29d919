package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.report.TextReport;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of all tasks with a known truth. */
final class TruthOptions {

    @Option(
            names = "--out",
            required = true,
            order = 401,
            paramLabel = "DIR",
            description = "Folder for the model, the explainer and their checkpoints.")
    Path out;

    @Option(
            names = "--epochs",
            order = 630,
            paramLabel = "N",
            description = "Epochs of the model (default: enough to learn the task).")
    Integer epochs;

    @Option(names = "--json", paramLabel = "FILE", order = 772, description = "Also write the figures to this file.")
    Path json;

    @Mixin
    RunOptions run;

    /** Returns the settings of a recipe with the given options applied. */
    <T extends Record> T over(T settings) {
        return new Overrides().with("seed", run.seed).with("epochs", epochs).over(settings);
    }

    /** Runs the task, then prints and writes the measurements. */
    void run(TruthTask task, PrintWriter out) throws IOException {
        ObjectNode measured =
                task.run(this.out, run.seed == null ? 1 : run.seed, ComputeDevice.take(run.device), run.resume);
        TextReport.print(measured, task.task().output().unit(), out);
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), measured);
        }
    }
}
