package io.maskstream.trainer.command;

import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.fit.FitTarget;
import io.maskstream.trainer.fit.TaskLoss;
import io.maskstream.trainer.mask.MaskNetworks;
import io.maskstream.trainer.mask.MaskReference;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import picocli.CommandLine.Option;

/** How an explainer is fitted, where the defaults shall not decide. */
final class FitOptions {

    @Option(
            names = "--mask-network",
            order = 540,
            description = "Which network computes the mask: ${COMPLETION-CANDIDATES}.")
    MaskNetworks network;

    @Option(
            names = "--epochs",
            order = 541,
            paramLabel = "N",
            description = "Passes over the records (default: by their number).")
    Integer epochs;

    @Option(names = "--batch", order = 542, paramLabel = "N", description = "Records in a training step.")
    Integer batch;

    @Option(
            names = "--learning-rate",
            order = 543,
            paramLabel = "RATE",
            description = "Highest rate of the cosine schedule.")
    Double learningRate;

    @Option(
            names = "--area",
            order = 544,
            paramLabel = "SHARE",
            description = "Mean weight above which a record's mask costs extra.")
    Double area;

    @Option(
            names = "--area-floor",
            order = 544,
            paramLabel = "SHARE",
            description = "Share of --area below which the mask costs extra, too, so that masks do not end in keeping"
                    + " nothing; 0 for none.")
    Double areaFloor;

    @Option(
            names = "--area-weight",
            order = 545,
            paramLabel = "WEIGHT",
            description = "Weight of the cost of areas outside of these two; 0 for none.")
    Double areaWeight;

    @Option(
            names = "--entropy",
            order = 546,
            paramLabel = "WEIGHT",
            description = "Weight of the cost of mask weights near a half; 0 for none.")
    Double entropy;

    @Option(
            names = "--l1",
            order = 547,
            paramLabel = "WEIGHT",
            description = "Weight of the cost of the sum of a mask's weights; 0 for none.")
    Double l1;

    @Option(
            names = "--l2",
            order = 548,
            paramLabel = "WEIGHT",
            description = "Weight of the cost of the sum of their squares; 0 for none.")
    Double l2;

    @Option(
            names = "--hard-records",
            order = 549,
            paramLabel = "SHARE",
            description =
                    "Share of the records in a step of which only the parts of the highest weights are kept, so that"
                            + " the mask learns their order.")
    Double hardRecords;

    @Option(
            names = "--smallest-budget",
            order = 550,
            paramLabel = "SHARE",
            description = "Smallest share of the parts that is kept of those records.")
    Double smallestBudget;

    @Option(
            names = "--largest-budget",
            order = 551,
            paramLabel = "SHARE",
            description = "Largest share of the parts that is kept of those records.")
    Double largestBudget;

    @Option(
            names = "--complement-weight",
            order = 552,
            paramLabel = "WEIGHT",
            description = "Weight of the cost of what the left-out parts still tell; 0 for none.")
    Double complementWeight;

    @Option(
            names = "--reference",
            order = 552,
            description = "What left-out parts become: ${COMPLETION-CANDIDATES}; varied draws it for each record while"
                    + " fitting.")
    MaskReference reference;

    @Option(
            names = "--evidence",
            order = 552,
            negatable = true,
            fallbackValue = "true",
            description = "Whether the explainer gives signed evidence, too; it adds about half to the time of a fit"
                    + " (default: yes).")
    Boolean evidence;

    @Option(
            names = "--target",
            order = 553,
            description =
                    "What the prediction on the masked record shall be close to: ${COMPLETION-CANDIDATES}; all but the"
                            + " model need labels (default: model).")
    FitTarget target;

    @Option(
            names = "--distance",
            order = 554,
            description =
                    "How far it is from that: ${COMPLETION-CANDIDATES}; total_variation is bounded, and so made for a"
                            + " last few epochs.")
    TaskLoss distance;

    @Option(
            names = "--own-spellings",
            order = 555,
            paramLabel = "SHARE",
            description = "Share of the molecules that keep their spelling, or the order of their canonical form, in an"
                    + " epoch; the others are spelt at random"
                    + " (default: 1).")
    Double ownSpellings;

    @Option(
            names = "--pieces",
            order = 556,
            paramLabel = "SHARE",
            description = "Share of the texts of which an epoch shows a few words in a row; the others are whole"
                    + " (default: 0).")
    Double pieces;

    @Option(
            names = "--moved",
            order = 557,
            negatable = true,
            fallbackValue = "true",
            description = "Whether pictures are moved and mirrored at random in every epoch (default: no).")
    Boolean moved;

    /**
     * The settings for a model and records.
     *
     * @param preset whose settings are the defaults; null for those that suit the records
     * @throws IllegalArgumentException if they contradict the records; says what to do
     */
    FitSettings settings(Preset preset, FrozenCard card, Dataset dataset) {
        Dataset.Examples train = dataset.examples(Part.TRAIN);
        FitSettings defaults = preset != null ? preset.fit() : usual(card, train);
        FitSettings settings = new Overrides()
                .with("network", network)
                .with("epochs", epochs)
                .with("batch", batch)
                .with("learningRate", learningRate)
                .with("area", area)
                .with("areaFloor", areaFloor)
                .with("areaWeight", areaWeight)
                .with("entropy", entropy)
                .with("l1", l1)
                .with("l2", l2)
                .with("hardRecords", hardRecords)
                .with("smallestBudget", smallestBudget)
                .with("largestBudget", largestBudget)
                .with("complementWeight", complementWeight)
                .with("reference", reference)
                .with("evidence", evidence)
                .with("target", target)
                .with("distance", distance)
                .with("ownSpellings", ownSpellings)
                .with("pieces", pieces)
                .with("moved", moved)
                .over(defaults);
        if (settings.target() != FitTarget.MODEL && !dataset.targets().labelled()) {
            throw new IllegalArgumentException("The fit is to explain labels (--target " + settings.target()
                    + "), and the records have none: name their" + " column with --label, or give --target model.");
        }
        return settings;
    }

    /** The settings that a fit has where nothing else is said. */
    static FitSettings usual(FrozenCard card, Dataset.Examples train) {
        return FitSettings.of(card.input().kind(), card.output(), train.size(), parts(card, train));
    }

    /** Mean number of parts of a record that a mask weighs. */
    private static double parts(FrozenCard card, Dataset.Examples train) {
        return card.input().image() != null
                ? card.input().image().cells()
                : train.inputs().stream()
                        .mapToInt(input -> input.parts())
                        .average()
                        .orElse(1);
    }
}
