package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/** The explainer's own signed evidence for the predicted class, or for the value. */
public record SignedEvidence() implements Attribution {

    public static final String NAME = "evidence";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        List<float[]> evidence = records.model()
                .evidence(records.inputs(), records.predictedClasses())
                .values();
        if (records.model().input().image() == null) {
            return evidence;
        }
        int columns = records.model().evidenceColumns();
        int width = records.model().input().image().maskWidth();
        int height = records.model().input().image().maskHeight();
        return evidence.stream()
                .map(cells -> {
                    // A cell's evidence is spread over the parts of the mask that it covers.
                    float[] parts = GradCam.stretched(cells, columns, width, height);
                    for (int part = 0; part < parts.length; part++) {
                        parts[part] *= cells.length / (float) parts.length;
                    }
                    return records.regions().summed(parts);
                })
                .toList();
    }
}
