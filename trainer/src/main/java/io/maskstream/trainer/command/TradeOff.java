package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.evaluate.measure.Interval;
import io.maskstream.trainer.evaluate.measure.MaskArea;
import io.maskstream.trainer.evaluate.measure.Quality;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.GradientTimesInput;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.method.SignedEvidence;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.model.ImportedSavedModel;
import io.maskstream.trainer.progress.RunMetrics;
import io.maskstream.trainer.records.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.TensorProto;

/**
 * Measures how well masks of several areas preserve the prediction. There is a fit for each area, from the largest to
 * the smallest, and each starts from the weights of the previous fit. If the masks only follow the evidence, there is a
 * single fit, and none if the evidence is that of an explainer. The figures are measured on validation records, so they may be used to choose an area.
 *
 * @param task fit whose area is varied
 * @param areas areas in (0,1]
 */
record TradeOff(FitTask task, List<Double> areas) {

    private static final Logger LOG = LoggerFactory.getLogger(TradeOff.class);

    private static final int RECORDS = 2000;
    private static final long SEED = 22;

    TradeOff {
        areas = areas.stream().sorted(Comparator.reverseOrder()).distinct().toList();
    }

    /**
     * Runs the fits and measures each of them.
     *
     * @param work folder of the fits' checkpoints and SavedModels
     * @param begin weights that the first fit starts from
     * @param resume whether to continue where an earlier run stopped
     * @param metrics metrics of the run
     * @return {@code areas} with a node for each area: the requested area ({@code asked}), the mean area of the {@code
     *     mask}, its {@code agreement} with the prediction on whole records, its {@code quality} against labels if
     *     there are any, and in {@code methods} the agreement when each method keeps the same share of the parts
     * @throws IOException if files cannot be read or written, or there are no validation records
     */
    ObjectNode run(Path work, StartingPoint begin, boolean resume, RunMetrics metrics) throws IOException {
        if (task.dataset().examples(Part.VALIDATION).size() == 0) {
            throw new IOException("The trade-off needs validation records, and there are none: provide some with"
                    + " --validation, or more records.");
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode points = result.putArray("areas");
        Map<String, TensorProto> start = begin.weights();
        for (double area : areas) {
            Path folder = work.resolve("area-" + area);
            FitTask fit = task.withArea(area);
            List<Manifest.Signature> signatures;
            if (fit.masksLearn() || start.isEmpty()) {
                LOG.info("Fitting masks with an area of {}.", area);
                signatures = fit.fit(folder, start, resume, metrics);
            } else {
                signatures = fit.unfitted(folder, start);
            }
            Path savedModel = folder.resolve(ExplainerArtifact.SAVED_MODEL);
            start = ImportedSavedModel.weights(savedModel);
            try (Progress progress = new Progress("Measuring", "predictions", -1);
                    ExplainedModel model = fit.explained(savedModel, signatures, progress)) {
                measure(fit.records(model, Part.VALIDATION).drawn(RECORDS, SEED), area, points.addObject());
            }
        }
        return result;
    }

    private static void measure(ExplainedRecords records, double area, ObjectNode node) {
        node.put("asked", area);
        node.put("mask", MaskArea.of(records.masks()).mean());
        Interval.of(agreeing(records, records.maskedPredictions())).into(node.putObject("agreement"));
        if (records.labelled()) {
            node.put("quality", Quality.ofMasked(records));
        }
        List<Attribution> methods =
                new ArrayList<>(List.of(new MaskWeights(), new GradientTimesInput(), new RandomOrder(SEED)));
        if (records.model().hasEvidence()) {
            methods.add(new SignedEvidence());
        }
        ObjectNode byMethod = node.putObject("methods");
        for (Attribution method : methods) {
            List<int[]> orders = Trial.orders(method, method.scores(records), records.ofValues());
            Interval.of(agreeing(records, records.keeping(Trial.kept(orders, area, true))))
                    .into(byMethod.putObject(method.name()));
        }
        LOG.info(
                "Area {}: {}",
                area,
                String.format(
                        Locale.ROOT,
                        "the mean area of the masks is %.3f, and the prediction stays the same for %.1f%% of the masked"
                                + " records.",
                        node.get("mask").asDouble(),
                        100 * node.at("/agreement/mean").asDouble()));
    }

    private static double[] agreeing(ExplainedRecords records, float[]... predictions) {
        double[] agreeing = new double[records.size()];
        Arrays.setAll(agreeing, i -> records.closeness().agree(records.predictions()[i], predictions[i]) ? 1 : 0);
        return agreeing;
    }
}
