package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left of the predicted class' probability under the picture's own mask, and under that of the next picture that the
 * model takes for another class; and how often it takes it for that class then. If it did more often than for the others, it
 * would read the class from the shape of the mask (Jethani et al. 2021): {@code classSpecific}.
 */
final class ClassSpecific implements Measure {

    @Override
    public void of(ExplainedRecords records, ObjectNode result) {
        float[][] whole = records.predictions();
        List<float[]> others = new ArrayList<>(whole.length);
        int[] othersClass = new int[whole.length];
        for (int i = 0; i < whole.length; i++) {
            int other = (i + 1) % whole.length;
            while (other != i && Closeness.mostProbable(whole[other]) == Closeness.mostProbable(whole[i])) {
                other = (other + 1) % whole.length;
            }
            others.add(records.masks().get(other));
            othersClass[i] = Closeness.mostProbable(whole[other]);
        }
        float[][] underOwn = records.maskedPredictions();
        float[][] underOthers = records.under(others);
        double wholeSum = 0;
        double ownSum = 0;
        double othersSum = 0;
        int takenForOther = 0;
        for (int i = 0; i < whole.length; i++) {
            int said = Closeness.mostProbable(whole[i]);
            wholeSum += whole[i][said];
            ownSum += underOwn[i][said];
            othersSum += underOthers[i][said];
            takenForOther += Closeness.mostProbable(underOthers[i]) == othersClass[i] ? 1 : 0;
        }
        result.putObject("classSpecific")
                .put("whole", wholeSum / whole.length)
                .put("ownMask", ownSum / whole.length)
                .put("maskOfAnotherClass", othersSum / whole.length)
                .put("takenForThatClass", takenForOther / (double) whole.length);
    }
}
