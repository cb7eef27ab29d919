package io.maskstream.streamer.live;

import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ValuePrediction;
import java.util.HashMap;
import java.util.Map;

/**
 * Measures by which explanations are compared.
 *
 * @param area mean weight of the mask, in [0,1]
 * @param confidence probability of the predicted class, in [0,1]; null for a value
 * @param agreement agreement of the prediction through the mask with the prediction, in [0,1]: for classes 1 minus the
 *     total variation distance of the two, for a value 1 / (1 + difference); null if the batch was not verified
 * @param differs whether another class is predicted through the mask, or a value that differs by more than
 *     {@value #VALUES_DIFFER} of its unit
 */
record Measures(double area, Double confidence, Double agreement, boolean differs) {

    /** Same threshold as the trainer's for the explainers that ship. */
    private static final double VALUES_DIFFER = 0.5;

    static Measures of(Explanation explanation) {
        double area = explanation.getMask().getArea();
        Object masked = explanation.getMaskedPrediction();
        if (explanation.getPrediction() instanceof ValuePrediction value) {
            if (masked == null) {
                return new Measures(area, null, null, false);
            }
            double difference = Math.abs(value.getValue() - ((ValuePrediction) masked).getValue());
            return new Measures(area, null, 1 / (1 + difference), difference > VALUES_DIFFER);
        }
        ClassPrediction classes = (ClassPrediction) explanation.getPrediction();
        ClassProbability first = classes.getClasses().get(0);
        double confidence = first.getProbability();
        if (masked == null) {
            return new Measures(area, confidence, null, false);
        }
        ClassPrediction maskedClasses = (ClassPrediction) masked;
        boolean differs =
                !first.getName().equals(maskedClasses.getClasses().get(0).getName());
        return new Measures(area, confidence, agreement(classes, maskedClasses), differs);
    }

    private static double agreement(ClassPrediction classes, ClassPrediction masked) {
        Map<String, Float> probabilities = new HashMap<>();
        masked.getClasses().forEach(one -> probabilities.put(one.getName(), one.getProbability()));
        double difference = 0;
        for (ClassProbability one : classes.getClasses()) {
            difference += Math.abs(one.getProbability() - probabilities.getOrDefault(one.getName(), 0f));
        }
        return Math.max(0, 1 - difference / 2);
    }
}
