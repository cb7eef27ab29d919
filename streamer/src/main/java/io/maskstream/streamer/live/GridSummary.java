package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.record.Explanation;
import java.util.List;

/** The mean mask and the mean evidence of many images for the same output. To be used by one thread. */
final class GridSummary {

    private final Mean mask = new Mean();
    private final Mean evidence = new Mean();
    private int records;

    /** Mean of grids of the same shape; a grid of another shape, from another version of the explainer, is left out. */
    private static final class Mean {

        private List<Integer> shape;
        private double[] sums;
        private int count;

        void add(List<Integer> gridShape, List<Float> values) {
            if (shape == null) {
                shape = gridShape;
                sums = new double[values.size()];
            }
            if (shape.equals(gridShape)) {
                count++;
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += values.get(i);
                }
            }
        }

        void write(ObjectNode json) {
            json.put("width", shape.get(1)).put("height", shape.get(0));
            ArrayNode values = json.putArray("values");
            for (double sum : sums) {
                values.add((float) (sum / count));
            }
        }
    }

    void add(Explanation explanation) {
        records++;
        mask.add(explanation.getMask().getShape(), explanation.getMask().getWeights());
        if (explanation.getEvidence() != null) {
            evidence.add(
                    explanation.getEvidence().getShape(),
                    explanation.getEvidence().getValues());
        }
    }

    void write(ObjectNode json) {
        json.put("records", records).put("evidence", evidence.shape != null);
        mask.write(json.putObject("mask"));
        if (evidence.shape != null) {
            evidence.write(json.putObject("cells"));
        }
    }
}
