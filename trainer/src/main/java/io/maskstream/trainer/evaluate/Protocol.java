package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How explainers of one kind of record are evaluated. What takes many passes over a record is done on some, drawn at random.
 *
 * @param parts what the parts of a record are called, such as {@code words}
 * @param controlled on how many records other masks than the explainer's are tried
 * @param curved on how many records there is deletion and insertion, and occlusion, which takes a pass a region
 * @param few how many parts are left for the strictest test; empty for a fifth of them
 * @param orders in which a mask's weights are put for comparison
 * @param attributions whose faithfulness is measured
 */
public record Protocol(
        String parts,
        int controlled,
        int curved,
        OptionalInt few,
        List<Attribution> orders,
        List<Attribution> attributions) {

    private static final long SEED = 20_190_506;

    /** Words of a text that are left for the strictest test (L2X, Chen et al. 2018, leaves as many). */
    private static final int FEW_WORDS = 10;

    /** Records by which a fit is watched. */
    private static final int GLANCED = 2500;

    /** Patches along each side of a picture for occlusion. */
    private static final int PATCHES = 8;

    /** Passes that occlusion of tokens may take, about. */
    private static final int OCCLUSIONS = 75_000;

    private static final int SMALL_PICTURE = 32 * 32;

    /** The usual one for a kind of record. */
    public static Protocol of(Manifest.Input input) {
        return switch (input.kind()) {
            case IMAGE -> ofImages(input.image());
            case REVIEW ->
                ofTokens(
                        "words",
                        5000,
                        input,
                        OptionalInt.of(FEW_WORDS),
                        List.of(
                                new RandomOrder(SEED),
                                new PositionOrder(false),
                                new PositionOrder(true),
                                new GradientTimesInput()));
            case MOLECULE ->
                ofTokens(
                        "characters",
                        1000,
                        input,
                        OptionalInt.empty(),
                        List.of(
                                new RandomOrder(SEED),
                                new PositionOrder(false),
                                new GradientTimesInput(),
                                Occlusion.ofTokens()));
        };
    }

    private static Protocol ofTokens(
            String parts, int controlled, Manifest.Input input, OptionalInt few, List<Attribution> orders) {
        return new Protocol(
                parts,
                controlled,
                Math.max(150, Math.min(1000, OCCLUSIONS / input.longest())),
                few,
                orders,
                List.of(
                        new MaskWeights(),
                        new RandomOrder(SEED),
                        new GradientTimesInput(),
                        Occlusion.ofTokens(),
                        new PositionOrder(false),
                        new PositionOrder(true)));
    }

    private static Protocol ofImages(ImageInput image) {
        Attribution centre = new CentreOrder(image.maskWidth(), image.maskHeight());
        Attribution occlusion = Occlusion.ofPatches(image.maskWidth(), image.maskHeight(), PATCHES);
        // A pass over a larger picture costs more, about as its pixels do.
        double share = Math.min(1, SMALL_PICTURE / (double) image.pixels());
        return new Protocol(
                image.cells() == image.pixels() ? "pixels" : "cells",
                (int) Math.max(200, 2000 * share),
                (int) Math.max(50, 300 * share),
                OptionalInt.empty(),
                List.of(centre, new GradientTimesInput(), occlusion),
                List.of(new MaskWeights(), new RandomOrder(SEED), centre, new GradientTimesInput(), occlusion));
    }

    /** What is measured of every explainer of the kind. */
    List<Measure> measures() {
        return List.of(
                new Quality(),
                new Agreement(),
                (records, result) -> MaskArea.of(records.masks()).into(result),
                new Controls(controlled, SEED, few, orders),
                new Faithfulness(curved, SEED, attributions),
                new Caveats());
    }

    /** The figures that a fit is watched by, on records that it does not see, in a line. */
    public String glance(ExplainedRecords all) {
        ExplainedRecords records = all.drawn(GLANCED, SEED);
        String quality = !records.labelled()
                ? ""
                : String.format(
                        Locale.ROOT,
                        records.ofValues() ? ", masked RMSE %.3f" : ", masked accuracy %.4f",
                        Quality.ofMasked(records));
        int kept = few.orElse((int) Math.max(
                1,
                records.masks().stream().mapToInt(row -> row.length).average().orElse(1) / 5));
        return String.format(
                Locale.ROOT,
                "validation: area %.3f%s, agreement %.4f, with %s %s %.4f",
                MaskArea.of(records.masks()).mean(),
                quality,
                records.agreement(records.maskedPredictions()),
                few.isPresent() ? kept : "a fifth of the",
                parts,
                Controls.agreementOfTop(records, records.masks(), kept));
    }
}
