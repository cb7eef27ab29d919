package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.records.LabelCounts;
import io.maskstream.trainer.records.Targets;
import java.io.IOException;
import java.util.List;

/** What the labels of records mean to a model that is there already. */
final class OutputTargets {

    private OutputTargets() {}

    /**
     * By the model's output.
     *
     * @param classes names of its classes; empty where nobody has said them
     * @throws IOException if labels and model do not fit together
     */
    static Targets of(Manifest.Output output, List<String> classes, LabelCounts labels) throws IOException {
        return output.type() == Manifest.OutputType.VALUE
                ? Targets.value(labels)
                : Targets.classes(classes, output.classes().size(), labels);
    }
}
