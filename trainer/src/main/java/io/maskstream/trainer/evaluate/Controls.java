package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other masks of the same weights are worth, in other places: {@code controls.agreement}, and of labelled values
 * {@code controls.rmse}; and what a few parts alone are worth, chosen in other orders: {@code controls.agreementOfTopN}.
 *
 * @param count on how many of the records, drawn at random
 * @param seed of that and of all else that is random
 * @param few how many parts are left for the strictest test; empty for no such test
 * @param orders in which the weights are put, and the few parts chosen
 */
record Controls(int count, long seed, OptionalInt few, List<Attribution> orders) implements Measure {

    private static final Logger LOG = LoggerFactory.getLogger(Controls.class);

    /** Few records are shuffled several times, of which the mean is taken. */
    private static final int MOST_DRAWS = 10;

    /** Records that are shuffled, about. */
    private static final int SHUFFLED = 2000;

    @Override
    public void of(ExplainedRecords all, ObjectNode result) {
        ExplainedRecords records = all.drawn(count, seed);
        LOG.info("Other masks of the same area, on {} records.", records.size());
        ObjectNode node = result.putObject("controls");
        node.put("records", records.size());
        List<float[]> masks = records.masks();
        Map<String, List<float[]>> others = new LinkedHashMap<>();
        others.put(MaskWeights.NAME, masks);
        others.put("all ones", records.ones());
        others.put("constant", ControlMasks.constant(masks));
        Map<String, List<float[]>> scores = new LinkedHashMap<>();
        scores.put(MaskWeights.NAME, masks);
        for (Attribution order : orders) {
            LOG.info("Other masks of the same area: in the order of {}.", order.name());
            List<float[]> scored = order.scores(records);
            scores.put(order.name(), scored);
            others.put("in the order of " + order.name(), ControlMasks.inOrderOf(scored, masks));
        }
        ObjectNode agreement = node.putObject("agreement");
        Random random = new Random(seed);
        int draws = Math.max(1, Math.min(MOST_DRAWS, SHUFFLED / records.size()));
        Map<String, Double> quality = new LinkedHashMap<>();
        others.forEach((name, weights) -> {
            float[][] predictions = records.under(weights);
            agreement.put(name, records.agreement(predictions));
            if (records.labelled()) {
                quality.put(name, Quality.of(records, predictions));
            }
        });
        double shuffledAgreement = 0;
        double shuffledQuality = 0;
        for (int draw = 0; draw < draws; draw++) {
            float[][] predictions = records.under(ControlMasks.shuffled(masks, random));
            shuffledAgreement += records.agreement(predictions) / draws;
            shuffledQuality += records.labelled() ? Quality.of(records, predictions) / draws : 0;
        }
        agreement.put("shuffled", shuffledAgreement);
        if (records.labelled()) {
            quality.put("shuffled", shuffledQuality);
        }
        if (records.labelled()) {
            ObjectNode qualities = node.putObject(Quality.name(records));
            quality.forEach(qualities::put);
        }
        few.ifPresent(parts -> {
            ObjectNode top = node.putObject("agreementOfTop" + parts);
            scores.forEach((name, scored) -> top.put(name, agreementOfTop(records, scored, parts)));
        });
    }

    /** Share of the records of which the model says the same when so many of their parts are kept, at most. */
    static double agreementOfTop(ExplainedRecords records, List<float[]> scores, int parts) {
        List<float[]> kept = new ArrayList<>(scores.size());
        scores.forEach(row -> kept.add(Ranking.top(row, parts)));
        return records.agreement(records.under(kept));
    }
}
