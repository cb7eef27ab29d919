package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.data.Batch;
import io.maskstream.trainer.data.Esol;
import io.maskstream.trainer.data.MoleculeSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Everything that is measured of an explainer of molecules, on molecules that neither model was trained on. */
public final class MoleculeEvaluation {

    /** Predictions this close, in log10 mol/L, agree: about the error of the measurements themselves. */
    private static final double TOLERANCE = 0.5;

    private static final long SEED = 20_190_506;
    private static final int RANDOM_MASKS = 10;

    private final ExplainedModel model;
    private final MoleculeSet molecules;
    private final List<int[]> ids;

    public MoleculeEvaluation(ExplainedModel model, MoleculeSet molecules) {
        this.model = model;
        this.molecules = molecules;
        this.ids = molecules.examples().stream().map(Batch.Example::ids).toList();
    }

    /**
     * Measures.
     *
     * @return a tree of figures, named as the README explains them
     */
    public ObjectNode run() {
        float[] targets = molecules.targets();
        float[] predictions = model.predictions(ids);
        List<float[]> masks = model.masks(ids);
        float[] masked = model.maskedPredictions(ids, masks);
        MaskArea area = MaskArea.of(masks);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("molecules", ids.size());
        result.put("rmse", Regression.rmse(predictions, targets));
        result.put("maskedRmse", Regression.rmse(masked, targets));
        result.put("maskedToWholeRmse", Regression.rmse(masked, predictions));
        result.putObject("area")
                .put("mean", area.mean())
                .put("deviationOverRecords", area.deviationOverRecords())
                .put("deviationWithinRecord", area.deviationWithinRecord());
        Map<String, List<float[]>> attributions = attributions();
        controls(result.putObject("controlRmse"), targets, masks, attributions);
        ObjectNode faithfulness = result.putObject("faithfulness");
        faithfulness.put("tolerance", TOLERANCE);
        Faithfulness judge = new Faithfulness(model, ids, TOLERANCE);
        attributions.forEach((name, scores) -> report(faithfulness.putObject(name), judge.of(scores)));
        ObjectNode rule = result.putObject("solubilityRule");
        List<String> smiles =
                molecules.molecules().stream().map(Esol.Molecule::smiles).toList();
        attributions.forEach((name, scores) -> {
            ObjectNode node = rule.putObject(name);
            report(node.putObject("soluble"), SolubilityRule.apply(smiles, predictions, scores, true, SEED));
            report(node.putObject("insoluble"), SolubilityRule.apply(smiles, predictions, scores, false, SEED));
        });
        return result;
    }

    /** Scores of the mask and of what it is compared with, by name. */
    private Map<String, List<float[]>> attributions() {
        Map<String, List<float[]>> scores = new LinkedHashMap<>();
        for (Attribution attribution : List.of(
                Attribution.mask(),
                Attribution.random(SEED),
                Attribution.gradientTimesInput(),
                Attribution.occlusion(),
                Attribution.firstTokens())) {
            scores.put(attribution.name(), attribution.scores(model, ids));
        }
        return scores;
    }

    /** Other masks of the same area in place of the explainer's. */
    private void controls(
            ObjectNode result, float[] targets, List<float[]> masks, Map<String, List<float[]>> attributions) {
        result.put("ones", Regression.rmse(model.maskedPredictions(ids, ExplainedModel.ones(ids)), targets));
        Random random = new Random(SEED);
        double shuffled = 0;
        for (int draw = 0; draw < RANDOM_MASKS; draw++) {
            List<float[]> other =
                    masks.stream().map(row -> Ranking.shuffled(row, random)).toList();
            shuffled += Regression.rmse(model.maskedPredictions(ids, other), targets) / RANDOM_MASKS;
        }
        result.put("shuffled", shuffled);
        List<float[]> constant = new ArrayList<>();
        for (float[] mask : masks) {
            double sum = 0;
            for (float weight : mask) {
                sum += weight;
            }
            float[] same = new float[mask.length];
            Arrays.fill(same, (float) (sum / mask.length));
            constant.add(same);
        }
        result.put("constant", Regression.rmse(model.maskedPredictions(ids, constant), targets));
        attributions.forEach((name, scores) -> {
            List<float[]> reordered = new ArrayList<>();
            for (int i = 0; i < scores.size(); i++) {
                reordered.add(inOrderOf(scores.get(i), masks.get(i)));
            }
            result.put(
                    "weights in order of " + name, Regression.rmse(model.maskedPredictions(ids, reordered), targets));
        });
    }

    /** The values of a mask, the highest where a score is highest. */
    private static float[] inOrderOf(float[] scores, float[] mask) {
        int[] order = Ranking.descending(scores);
        int[] values = Ranking.descending(mask);
        float[] result = new float[mask.length];
        for (int i = 0; i < order.length; i++) {
            result[order[i]] = mask[values[i]];
        }
        return result;
    }

    private static void report(ObjectNode node, Faithfulness.Result result) {
        ObjectNode agreement = node.putObject("agreementAtBudget");
        result.agreement().forEach((budget, share) -> agreement.put(percent(budget), share));
        ObjectNode deletion = node.putObject("deletion");
        result.deletion().forEach((share, distance) -> deletion.put(percent(share), distance));
        ObjectNode insertion = node.putObject("insertion");
        result.insertion().forEach((share, distance) -> insertion.put(percent(share), distance));
        node.put("deletionArea", result.deletionArea());
        node.put("insertionArea", result.insertionArea());
    }

    private static void report(ObjectNode node, SolubilityRule.Result result) {
        node.put("molecules", result.molecules())
                .put("precision", result.precision())
                .put("randomPrecision", result.randomPrecision())
                .put("hits", result.hits())
                .put("randomHits", result.randomHits());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
