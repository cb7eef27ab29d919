package io.maskstream.trainer.command;

import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.fit.FitTarget;
import io.maskstream.trainer.fit.TaskLoss;
import io.maskstream.trainer.mask.MaskNetworks;
import io.maskstream.trainer.mask.MaskReference;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options that override the default settings of a fit. */
final class FitOptions {

    @Option(
            names = "--mask-network",
            order = 540,
            description = "Network that computes the mask: ${COMPLETION-CANDIDATES} (default: evidence for classes and"
                    + " for images, convolutions for values of texts and molecules).")
    MaskNetworks network;

    @Option(
            names = "--epochs",
            order = 541,
            paramLabel = "N",
            description = "Epochs (default: chosen by the number of records). With 0 and --start, the weights are kept:"
                    + " an explainer of an earlier release gets what this one computes from them.")
    Integer epochs;

    @Option(names = "--batch", order = 542, paramLabel = "N", description = "Batch size.")
    Integer batch;

    @Option(
            names = "--learning-rate",
            order = 543,
            paramLabel = "RATE",
            description = "Peak learning rate; a cosine schedule is used.")
    Double learningRate;

    @Option(
            names = "--area",
            order = 544,
            paramLabel = "SHARE",
            description = "Target area: masks with a larger mean weight are penalized.")
    Double area;

    @Option(
            names = "--exact-area",
            order = 544,
            negatable = true,
            fallbackValue = "true",
            description =
                    "Whether every mask keeps exactly the target area, with hard edges, instead of at most that area"
                            + " (default: yes with --mask-network evidence).")
    Boolean exactArea;

    @Option(
            names = "--area-floor",
            order = 544,
            paramLabel = "SHARE",
            description = "Lower bound of the area as a share of --area, below which masks are penalized, too, so that"
                    + " they do not vanish; 0 for none.")
    Double areaFloor;

    @Option(
            names = "--area-weight",
            order = 545,
            paramLabel = "WEIGHT",
            description = "Weight of the penalty for areas outside these bounds; 0 for none.")
    Double areaWeight;

    @Option(
            names = "--entropy",
            order = 546,
            paramLabel = "WEIGHT",
            description = "Weight of the entropy penalty for mask weights near one half; 0 for none.")
    Double entropy;

    @Option(
            names = "--l1",
            order = 547,
            paramLabel = "WEIGHT",
            description = "Weight of the L1 penalty on the mask; 0 for none.")
    Double l1;

    @Option(
            names = "--l2",
            order = 548,
            paramLabel = "WEIGHT",
            description = "Weight of the L2 penalty on the mask; 0 for none.")
    Double l2;

    @Option(
            names = "--hard-records",
            order = 549,
            paramLabel = "SHARE",
            description =
                    "Share of the records in a step for which only the parts with the highest weights are kept, so"
                            + " that the mask learns their order.")
    Double hardRecords;

    @Option(
            names = "--smallest-budget",
            order = 550,
            paramLabel = "SHARE",
            description = "Smallest share of parts that is kept for those records.")
    Double smallestBudget;

    @Option(
            names = "--largest-budget",
            order = 551,
            paramLabel = "SHARE",
            description = "Largest share of parts that is kept for those records.")
    Double largestBudget;

    @Option(
            names = "--complement-weight",
            order = 552,
            paramLabel = "WEIGHT",
            description = "Weight of the penalty for what the left-out parts still predict; 0 for none.")
    Double complementWeight;

    @Option(
            names = "--reference",
            order = 552,
            description = "What left-out parts become: ${COMPLETION-CANDIDATES}; varied draws it for each record during"
                    + " the fit.")
    MaskReference reference;

    @Option(
            names = "--evidence",
            order = 552,
            negatable = true,
            fallbackValue = "true",
            description =
                    "Whether the explainer also gives signed evidence, which adds about half to the time of the fit"
                            + " (default: yes).")
    Boolean evidence;

    @Option(
            names = "--target",
            order = 553,
            description = "Target of the masked prediction: ${COMPLETION-CANDIDATES}; all except 'model' need labels"
                    + " (default: model).")
    FitTarget target;

    @Option(
            names = "--distance",
            order = 554,
            description =
                    "Distance of the masked prediction from its target: ${COMPLETION-CANDIDATES}; total_variation is"
                            + " bounded, which suits a few final epochs.")
    TaskLoss distance;

    @Option(
            names = "--own-spellings",
            order = 555,
            paramLabel = "SHARE",
            description = "Share of the molecules that keep their spelling, or canonical order, in an epoch; the others"
                    + " get a random one (default: 1).")
    Double ownSpellings;

    @Option(
            names = "--pieces",
            order = 556,
            paramLabel = "SHARE",
            description = "Share of the texts that are cut to a few consecutive words in an epoch (default: 0).")
    Double pieces;

    @Option(
            names = "--moved",
            order = 557,
            negatable = true,
            fallbackValue = "true",
            description = "Whether images are shifted and mirrored at random in every epoch (default: no).")
    Boolean moved;

    /** Whether the weights of the explainer to start from are kept as they are. */
    boolean keepWeights() {
        return epochs != null && epochs == 0;
    }

    /**
     * Returns the settings for a model and records.
     *
     * @param preset preset with the default settings; null for defaults chosen by the model and the records
     * @throws IllegalArgumentException if the settings contradict the records; the message says what to do
     */
    FitSettings settings(Preset preset, FrozenCard card, Dataset dataset) {
        Dataset.Examples train = dataset.examples(Part.TRAIN);
        FitSettings defaults = preset != null ? preset.fit() : usual(card, train);
        MaskNetworks chosen = network(defaults);
        // A network decides by itself how much to keep, unless asked to keep an exact share.
        boolean decides = exactArea == null && chosen != null && chosen != MaskNetworks.EVIDENCE;
        Overrides given = new Overrides()
                .with("network", chosen)
                .with("epochs", epochs)
                .with("batch", batch)
                .with("learningRate", learningRate)
                .with("area", area)
                .with("exactArea", decides ? Boolean.FALSE : exactArea)
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
                .with("moved", moved);
        FitSettings settings = given.over(defaults);
        if (settings.target() != FitTarget.MODEL && !dataset.targets().labelled()) {
            throw new IllegalArgumentException("--target " + settings.target() + " needs labels, and the records have"
                    + " none: name the column of the labels with --label, or use --target model.");
        }
        if (settings.network() == MaskNetworks.EVIDENCE) {
            refuseOptionsOfMaskLoss(given);
        }
        return settings.used();
    }

    /** Refuses options that would have no effect, because the mask has no weights that a loss could change. */
    private static void refuseOptionsOfMaskLoss(Overrides given) {
        List<String> without = FitSettings.OF_MASK_LOSS.stream()
                .filter(given::has)
                .map(FitOptions::option)
                .toList();
        if (!without.isEmpty()) {
            throw new IllegalArgumentException("The mask network '" + MaskNetworks.EVIDENCE
                    + "' has no weights to fit, so " + String.join(", ", without)
                    + " would have no effect: leave out such options, or choose --mask-network "
                    + MaskNetworks.CONVOLUTIONS + ".");
        }
    }

    /** Returns the option that sets a field: {@code --area-floor} for {@code areaFloor}. */
    private static String option(String field) {
        return "--" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Without evidence or an exact area, a mask cannot follow the evidence, so it needs a network of its own. */
    private MaskNetworks network(FitSettings defaults) {
        boolean impossible = Boolean.FALSE.equals(evidence) || Boolean.FALSE.equals(exactArea);
        return network == null && impossible && defaults.network() == MaskNetworks.EVIDENCE
                ? MaskNetworks.CONVOLUTIONS
                : network;
    }

    /** Returns the default settings of a fit. */
    static FitSettings usual(FrozenCard card, Dataset.Examples train) {
        return FitSettings.of(card.input().kind(), card.output(), train.size(), parts(card, train))
                .used();
    }

    /** Returns the mean number of parts in a record that get a weight. */
    private static double parts(FrozenCard card, Dataset.Examples train) {
        return card.input().image() != null
                ? card.input().image().cells()
                : train.inputs().stream()
                        .mapToInt(input -> input.parts())
                        .average()
                        .orElse(1);
    }
}
