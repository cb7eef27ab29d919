package io.maskstream.trainer.evaluate.truth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.record.Image;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.subject.Classification;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import io.maskstream.trainer.evaluate.truth.PlantedPatches.Patch;
import java.util.ArrayList;
import java.util.List;

/**
 * How well scores find the patch that decides the class of an image (see {@link PlantedPatches}), on images that the
 * model classifies correctly. For each image, as many of the highest pixels are taken as the patch has. Means over the
 * images: {@code inPatch}, the share of these pixels in the patch; and {@code inOthers}, their share in irrelevant
 * patches. Methods score regions; the mask is judged both by regions and by pixels. The best result that regions allow
 * is given for comparison.
 *
 * @param pictures the images that are explained
 */
public record PatchTruth(PlantedPatches pictures) implements Measure {

    private static final int PIXELS = PlantedPatches.PATCH * PlantedPatches.PATCH;

    @Override
    public String title() {
        return "Deciding patches that are known";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.sample();
        List<Integer> right = Right.of(records);
        List<List<Patch>> patches = right.stream()
                .map(i -> pictures.patches((Image) records.original(i)))
                .toList();
        Found found = new Found(result, right.size());
        ExplainedRecords all = trial.all();
        found.put("accuracy", Classification.accuracy(all.predictions(), all.targets()));
        judge(found, MaskWeights.NAME + ", pixel by pixel", records.masks(), right, patches);
        for (Attribution method : trial.methods()) {
            judge(found, method.name(), pixels(trial.scores(method), records.regions()), right, patches);
        }
        List<float[]> best = new ArrayList<>();
        patches.forEach(ofPicture -> best.add(pooled(ofPicture.get(0), records.regions())));
        List<Integer> inOrder = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            inOrder.add(i);
        }
        judge(found, "best by regions", best, inOrder, patches);
    }

    private List<float[]> pixels(List<float[]> scores, Regions regions) {
        return scores.stream()
                .map(row -> regions.expanded(row, pictures.side() * pictures.side()))
                .toList();
    }

    /** Returns for each pixel the share of its region that the patch covers. */
    private float[] pooled(Patch patch, Regions regions) {
        boolean[] inside = inside(List.of(patch));
        float[] pixels = new float[inside.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = inside[i] ? 1 : 0;
        }
        return regions.expanded(regions.pooled(pixels), pixels.length);
    }

    private boolean[] inside(List<Patch> patches) {
        boolean[] inside = new boolean[pictures.side() * pictures.side()];
        for (int i = 0; i < inside.length; i++) {
            int row = Math.floorDiv(i, pictures.side());
            int column = i % pictures.side();
            inside[i] = patches.stream().anyMatch(patch -> patch.holds(row, column));
        }
        return inside;
    }

    /**
     * Judges a method.
     *
     * @param scores one score per pixel
     * @param judged indices into the scores, one for each element of the patches
     */
    private void judge(
            Found found, String method, List<float[]> scores, List<Integer> judged, List<List<Patch>> patches) {
        double[] inPatch = new double[judged.size()];
        double[] inOthers = new double[judged.size()];
        for (int i = 0; i < inPatch.length; i++) {
            double[] pixels = Found.doubles(scores.get(judged.get(i)));
            List<Patch> placed = patches.get(i);
            inPatch[i] = Ranks.ofHighest(pixels, inside(placed.subList(0, 1)), PIXELS);
            inOthers[i] = Ranks.ofHighest(pixels, inside(placed.subList(1, placed.size())), PIXELS);
        }
        found.put(method, "inPatch", inPatch);
        found.put(method, "inOthers", inOthers);
    }
}
