package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Esol;
import io.maskstream.trainer.records.MoleculeSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Everything that is measured of an explainer of molecules, on molecules that neither model was trained on. */
public final class MoleculeEvaluation {

    /** Predictions this close, in log10 mol/L, agree: about the error of the measurements themselves. */
    private static final double TOLERANCE = 0.5;

    private static final Closeness CLOSENESS = Closeness.within(TOLERANCE);

    private static final long SEED = 20_190_506;
    private static final int RANDOM_MASKS = 10;

    private final ExplainedModel model;
    private final MoleculeSet molecules;
    private final List<EncodedInput> ids;

    public MoleculeEvaluation(ExplainedModel model, MoleculeSet molecules) {
        this.model = model;
        this.molecules = molecules;
        this.ids = molecules.examples().stream().map(Batch.Example::input).toList();
    }

    /**
     * Measures.
     *
     * @return a tree of figures, named as the README explains them
     */
    public ObjectNode run() {
        float[] targets = molecules.targets();
        float[] predictions = values(model.predictions(ids));
        List<float[]> masks = model.masks(ids);
        float[] masked = values(model.maskedPredictions(ids, masks));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("molecules", ids.size());
        result.put("rmse", Regression.rmse(predictions, targets));
        result.put("maskedRmse", Regression.rmse(masked, targets));
        result.put("maskedToWholeRmse", Regression.rmse(masked, predictions));
        Figures.area(result, MaskArea.of(masks));
        Map<String, List<float[]>> attributions = attributions();
        controls(result.putObject("controlRmse"), targets, masks, attributions);
        ObjectNode faithfulness = result.putObject("faithfulness");
        faithfulness.put("tolerance", TOLERANCE);
        Faithfulness judge = new Faithfulness(model, ids, CLOSENESS);
        attributions.forEach((name, scores) -> Figures.faithfulness(faithfulness.putObject(name), judge.of(scores)));
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
        return Attribution.scores(
                model,
                ids,
                List.of(
                        Attribution.mask(),
                        Attribution.random(SEED),
                        Attribution.gradientTimesInput(),
                        Attribution.occlusion(CLOSENESS),
                        Attribution.firstTokens()));
    }

    /** Other masks of the same area in place of the explainer's. */
    private void controls(
            ObjectNode result, float[] targets, List<float[]> masks, Map<String, List<float[]>> attributions) {
        result.put("ones", rmse(model.ones(ids), targets));
        Random random = new Random(SEED);
        double shuffled = 0;
        for (int draw = 0; draw < RANDOM_MASKS; draw++) {
            shuffled += rmse(ControlMasks.shuffled(masks, random), targets) / RANDOM_MASKS;
        }
        result.put("shuffled", shuffled);
        result.put("constant", rmse(ControlMasks.constant(masks), targets));
        attributions.forEach((name, scores) ->
                result.put("weights in order of " + name, rmse(ControlMasks.inOrderOf(scores, masks), targets)));
    }

    private double rmse(List<float[]> weights, float[] targets) {
        return Regression.rmse(values(model.maskedPredictions(ids, weights)), targets);
    }

    private static float[] values(float[][] predictions) {
        float[] values = new float[predictions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = predictions[i][0];
        }
        return values;
    }

    private static void report(ObjectNode node, SolubilityRule.Result result) {
        node.put("molecules", result.molecules())
                .put("precision", result.precision())
                .put("randomPrecision", result.randomPrecision())
                .put("hits", result.hits())
                .put("randomHits", result.randomHits());
    }
}
