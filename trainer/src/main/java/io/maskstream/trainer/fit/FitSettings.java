package io.maskstream.trainer.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.EvidenceNetwork;
import io.maskstream.trainer.mask.MaskNetworks;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.MaskReference;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import java.util.List;

/**
 * Everything that decides how an explainer is fitted, but for the model and the records.
 *
 * @param network which mask network
 * @param epochs passes over the records
 * @param batch records a step
 * @param learningRate highest rate of the cosine schedule
 * @param l1 see {@link MaskPenalty#l1}
 * @param l2 see {@link MaskPenalty#l2}
 * @param area see {@link MaskPenalty#area}
 * @param areaFloor share of {@code area} that is {@link MaskPenalty#smallestArea}, in [0,1)
 * @param areaWeight see {@link MaskPenalty#areaWeight}
 * @param entropy see {@link MaskPenalty#entropy}
 * @param hardRecords see {@link BudgetSampling#records}
 * @param smallestBudget see {@link BudgetSampling#smallest}
 * @param largestBudget see {@link BudgetSampling#largest}
 * @param budgetTemperature see {@link BudgetSampling#temperature}
 * @param reference what a part becomes that the mask leaves out
 * @param complementWeight see {@link ExplainerFit.Objective#complementWeight}
 * @param evidence whether the explainer gives signed evidence, too (see {@link EvidenceNetwork})
 * @param target of the masked prediction
 * @param distance how far a masked prediction is from its target
 * @param unit what a difference of values is measured in, in their own unit; null for their spread over the records (see
 *     {@link PredictionSpread})
 * @param ownSpellings share of the molecules that keep their spelling, or their canonical order of atoms, in an epoch, in
 *     [0,1]; the others are spelt at random
 * @param pieces share of the texts of which an epoch shows a few words that follow each other, in [0,1]; the others are shown
 *     whole
 * @param moved whether pictures are moved and mirrored at random in every epoch
 * @param validationToo whether the records for validation are fitted to, too: the model has not seen them, and so they show
 *     the mask network how it takes new ones; but then nothing is left to watch the fit by
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FitSettings(
        MaskNetworks network,
        int epochs,
        int batch,
        double learningRate,
        double l1,
        double l2,
        double area,
        double areaFloor,
        double areaWeight,
        double entropy,
        double hardRecords,
        double smallestBudget,
        double largestBudget,
        double budgetTemperature,
        MaskReference reference,
        double complementWeight,
        boolean evidence,
        FitTarget target,
        TaskLoss distance,
        Double unit,
        double ownSpellings,
        double pieces,
        boolean moved,
        boolean validationToo) {

    /** Of the area above which a mask costs extra: below it does, too, or it might come to keep nothing. */
    private static final double AREA_FLOOR = 0.5;

    /** In logits, which masks of any model learn their order by. */
    private static final double BUDGET_TEMPERATURE = 1;

    /** Without it, an image's mask is content with a few parts that are enough, while the rest still gives the answer. */
    private static final double COMPLEMENT_WEIGHT = 0.2;

    /** Those of the molecules of ESOL (Delaney 2004). */
    public static final FitSettings ESOL = new FitSettings(
            MaskNetworks.CONVOLUTIONS,
            50,
            32,
            0.002,
            0,
            0,
            0.5,
            0.9,
            20,
            0.02,
            0.15,
            0.08,
            1,
            1,
            MaskReference.MEAN,
            0.05,
            true,
            FitTarget.MODEL,
            TaskLoss.SQUARED_ERROR,
            null,
            1,
            0,
            false,
            false);

    /** Those of the reviews of IMDB (Maas et al. 2011). */
    public static final FitSettings IMDB = new FitSettings(
            MaskNetworks.NEIGHBOURS,
            2,
            64,
            0.002,
            0,
            0,
            0.12,
            AREA_FLOOR,
            50,
            0.1,
            0.5,
            0.02,
            0.2,
            0,
            MaskReference.VARIED,
            0.1,
            true,
            FitTarget.MODEL,
            TaskLoss.DIVERGENCE,
            null,
            1,
            0.5,
            false,
            false);

    /** Those of the images of CIFAR-10 (Krizhevsky 2009). */
    public static final FitSettings CIFAR10 = new FitSettings(
            MaskNetworks.CONVOLUTIONS,
            2,
            64,
            0.002,
            0,
            0,
            0.28,
            AREA_FLOOR,
            200,
            0.02,
            0.4,
            0.05,
            1,
            BUDGET_TEMPERATURE,
            MaskReference.VARIED,
            COMPLEMENT_WEIGHT,
            true,
            FitTarget.MODEL,
            TaskLoss.DIVERGENCE,
            null,
            1,
            0,
            true,
            false);

    /** Share of the steps in which the learning rate rises. */
    private static final double WARM_UP = 0.05;

    /** Steps after which a lean network has learnt what it will of texts and molecules, whatever the records. */
    private static final int ENOUGH_STEPS = 1500;

    /** The same of images, whose cells learn from each other. */
    private static final int ENOUGH_STEPS_OF_IMAGES = 750;

    private static final int FEWEST_EPOCHS = 2;
    private static final int MOST_EPOCHS = 80;

    /** Epochs between checkpoints, which a fit of short epochs would spend its time on. */
    private static final int CHECKPOINTS = 16;

    public FitSettings {
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(batch >= 1, "batch", "at least 1", batch);
        require(learningRate > 0, "learningRate", "above 0", learningRate);
        require(area > 0 && area <= 1, "area", "above 0 and at most 1", area);
        require(areaFloor >= 0 && areaFloor < 1, "areaFloor", "at least 0 and below 1", areaFloor);
        require(ownSpellings >= 0 && ownSpellings <= 1, "ownSpellings", "between 0 and 1", ownSpellings);
        require(pieces >= 0 && pieces <= 1, "pieces", "between 0 and 1", pieces);
        require(unit == null || unit > 0, "unit", "above 0", unit);
    }

    private static void require(boolean fulfilled, String field, String what, Object value) {
        if (!fulfilled) {
            throw new IllegalArgumentException("'" + field + "' must be " + what + ", not " + value + ".");
        }
    }

    /**
     * Settings for a model and records of which nothing else is known.
     *
     * @param records to be fitted to
     * @param parts mean number of parts of a record that a mask weighs: tokens, or cells of an image's mask
     */
    public static FitSettings of(InputKind kind, Manifest.Output output, long records, double parts) {
        boolean value = output.type() == Manifest.OutputType.VALUE;
        boolean image = kind == InputKind.IMAGE;
        // Masks of classes of texts agree with the model more often without.
        boolean ordered = image || value;
        int batch = records < 4000 ? 32 : 64;
        long epochs =
                Math.round((image ? ENOUGH_STEPS_OF_IMAGES : ENOUGH_STEPS) * (double) batch / Math.max(1, records));
        // So few tokens as a sentence has say more each: a mask of a text's share would leave two or three.
        double area = image ? 0.3 : Math.min(0.5, (value ? 0.2 : 0.1) + 4 / Math.max(1, parts));
        return new FitSettings(
                MaskNetworks.CONVOLUTIONS,
                (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, epochs)),
                batch,
                0.002,
                0,
                0,
                area,
                AREA_FLOOR,
                20,
                0.02,
                0.6,
                Math.min(0.5, Math.max(0.02, 1 / Math.max(1, parts))),
                1,
                ordered ? BUDGET_TEMPERATURE : 0,
                MaskReference.MEAN,
                ordered ? COMPLEMENT_WEIGHT : 0,
                true,
                FitTarget.MODEL,
                TaskLoss.of(output),
                null,
                1,
                0,
                false,
                false);
    }

    /**
     * What is fitted, and to what.
     *
     * @param spread of the model's predictions (see {@link PredictionSpread})
     * @param replacement of parts that the mask leaves out (see {@link MeanColour})
     * @throws IllegalArgumentException if the mask network does not explain this kind; says which does
     */
    public ExplainerFit.Objective objective(InputKind kind, PredictionSpread spread, List<Float> replacement) {
        return new ExplainerFit.Objective(
                new MaskedModel.Design(
                        network.network(kind),
                        evidence ? EvidenceNetwork.lean(spread.mean(), spread.deviation()) : null,
                        new BudgetSampling(hardRecords, smallestBudget, largestBudget, budgetTemperature),
                        replacement,
                        reference == MaskReference.VARIED,
                        complementWeight > 0),
                new MaskPenalty(l1, l2, areaFloor * area, area, areaWeight, entropy),
                distance,
                target,
                complementWeight,
                unit == null ? spread.deviation() : unit);
    }

    /** What evidence an explainer of these settings gives; null if it gives none. */
    public Manifest.Evidence evidence(Manifest.Input input, Manifest.Output output) {
        if (!evidence) {
            return null;
        }
        String unit = output.type() == Manifest.OutputType.VALUE ? output.unit() : Manifest.Evidence.PROBABILITY;
        ImageInput image = input.image();
        return image == null
                ? new Manifest.Evidence(unit, null, null)
                : new Manifest.Evidence(
                        unit, EvidenceNetwork.cells(image.maskHeight()), EvidenceNetwork.cells(image.maskWidth()));
    }

    /** How long, how fast, and from which seed. */
    public TrainingLoop.Schedule schedule(long seed) {
        return new TrainingLoop.Schedule(
                epochs, new LearningRate(learningRate, WARM_UP), seed, 1 + (epochs - 1) / CHECKPOINTS);
    }
}
