package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;

/**
 * How well the explainer's evidence adds up: {@code evidence}. {@code remainder} is the mean absolute difference
 * between the prediction and the sum of baseline and evidence, in the prediction's unit. {@code remainderShare} is the
 * same in multiples of {@code spread}, the standard deviation of the predictions over the records.
 * {@code baselineError} is the mean absolute difference between the baseline and the prediction for the fully masked
 * record. Measured on a random sample, since more records hardly narrow the intervals.
 */
public record Additivity() implements Measure {

    /** Name of the node. */
    public static final String NODE = "evidence";

    /** Maximum number of records. */
    private static final int RECORDS = 1000;

    private static final long SEED = 1;

    @Override
    public String title() {
        return "What the evidence adds up to";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all().drawn(RECORDS, SEED);
        if (!records.model().hasEvidence()) {
            return;
        }
        ExplainedModel.Evidence evidence = records.model().evidence(records.inputs(), records.predictedClasses());
        double[] predicted = records.explained(records.predictions());
        double[] baselines = records.explained(evidence.baselines());
        double[] empty = records.explained(records.under(records.model().constant(records.inputs(), 0)));
        double[] remainders = new double[records.size()];
        double[] baselineErrors = new double[records.size()];
        int record = 0;
        for (float[] parts : evidence.values()) {
            double sum = baselines[record];
            for (float part : parts) {
                sum += part;
            }
            remainders[record] = Math.abs(predicted[record] - sum);
            baselineErrors[record] = Math.abs(baselines[record] - empty[record]);
            record++;
        }
        double spread = spread(records.predictions());
        ObjectNode node = result.putObject(NODE);
        Interval remainder = Interval.of(remainders);
        remainder.into(node.putObject("remainder"));
        node.put("records", records.size()).put("spread", spread).put("remainderShare", remainder.mean() / spread);
        Interval.of(baselineErrors).into(node.putObject("baselineError"));
    }

    /** The standard deviation over the records, as the root mean square over the outputs. */
    private static double spread(float[]... predictions) {
        int outputs = predictions[0].length;
        double variances = 0;
        for (int output = 0; output < outputs; output++) {
            double sum = 0;
            double squares = 0;
            for (float[] row : predictions) {
                sum += row[output];
                squares += (double) row[output] * row[output];
            }
            double mean = sum / predictions.length;
            variances += squares / predictions.length - mean * mean;
        }
        return Math.sqrt(variances / outputs);
    }
}
