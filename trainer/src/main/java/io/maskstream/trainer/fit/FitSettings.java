package io.maskstream.trainer.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * All settings that determine how an explainer is fitted, except the model and the records.
 *
 * @param network architecture of the mask network
 * @param epochs passes over the records; 0 to keep the weights of an earlier explainer
 * @param batch records in each step
 * @param learningRate highest learning rate of the cosine schedule
 * @param l1 see {@link MaskPenalty#l1}
 * @param l2 see {@link MaskPenalty#l2}
 * @param area see {@link MaskPenalty#area}
 * @param exactArea whether every mask keeps exactly the share {@code area}, with hard edges; otherwise it may be smaller
 * @param areaFloor share of {@code area} that is {@link MaskPenalty#smallestArea}, in [0,1)
 * @param areaWeight see {@link MaskPenalty#areaWeight}
 * @param entropy see {@link MaskPenalty#entropy}
 * @param hardRecords see {@link BudgetSampling#records}
 * @param smallestBudget see {@link BudgetSampling#smallest}
 * @param largestBudget see {@link BudgetSampling#largest}
 * @param budgetTemperature see {@link BudgetSampling#temperature}
 * @param reference replacement of the parts that the mask leaves out
 * @param complementWeight see {@link ExplainerFit.Objective#complementWeight}
 * @param evidence whether the explainer also gives signed evidence (see {@link EvidenceNetwork})
 * @param target target of the masked prediction
 * @param distance distance of a masked prediction from its target
 * @param unit unit that differences of values are measured in, in the unit of the output; null for the spread of the
 *     predictions (see {@link PredictionSpread})
 * @param ownSpellings share of the molecules that keep their spelling, or their canonical order of atoms, in an epoch,
 *     in [0,1]; the others get a random SMILES
 * @param pieces share of the texts that an epoch replaces by a few consecutive words of theirs, in [0,1]; the others
 *     are used whole
 * @param moved whether images are shifted and mirrored at random in every epoch
 * @param validationToo whether the fit also uses the validation records: the model was not trained on them, so they
 *     show its behaviour on unseen records; but then none are left to validate the fit
 */
public record FitSettings(
        MaskNetworks network,
        int epochs,
        int batch,
        double learningRate,
        double l1,
        double l2,
        double area,
        boolean exactArea,
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
        @JsonInclude(JsonInclude.Include.NON_NULL) Double unit,
        double ownSpellings,
        double pieces,
        boolean moved,
        boolean validationToo) {

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> BUDGETS = List.of("smallestBudget", "largestBudget");

    /** Fields that only matter to a mask network with weights, because they belong to the loss that it minimises. */
    public static final List<String> OF_MASK_LOSS = Stream.of(
                    List.of("areaFloor", "areaWeight", "entropy", "l1", "l2", "hardRecords", "complementWeight"),
                    List.of("target", "distance"),
                    BUDGETS)
            .flatMap(List::stream)
            .toList();

    /** In logits; suits the masks of any model. */
    private static final double BUDGET_TEMPERATURE = 1;

    /**
     * Without it, an image's mask keeps a few sufficient parts while the complement still gives the same prediction.
     */
    private static final double COMPLEMENT_WEIGHT = 0.2;

    /** Settings for a user's model, before they are adapted to it (see {@link #of}). */
    private static final FitSettings USUAL = read("usual");

    /** Settings for the molecules of ESOL (Delaney 2004). */
    public static final FitSettings ESOL = read("esol");

    /** Settings for the reviews of IMDB (Maas et al. 2011). */
    public static final FitSettings IMDB = read("imdb");

    /** Settings for the images of CIFAR-10 (Krizhevsky 2009). */
    public static final FitSettings CIFAR10 = read("cifar10");

    /** Share of the steps during which the learning rate rises. */
    private static final double WARM_UP = 0.05;

    /** Steps after which a lean network for texts or molecules stops improving, whatever the records. */
    private static final int ENOUGH_STEPS = 1500;

    /** Steps after which a lean network for images stops improving: each image has many cells to learn from. */
    private static final int ENOUGH_STEPS_OF_IMAGES = 750;

    private static final int FEWEST_EPOCHS = 2;
    private static final int MOST_EPOCHS = 80;

    /** Largest number of checkpoints in a fit, because short epochs would otherwise take less time than saving. */
    private static final int CHECKPOINTS = 16;

    public FitSettings {
        require(epochs >= 0, "epochs", "at least 0", epochs);
        require(batch >= 1, "batch", "at least 1", batch);
        require(learningRate > 0, "learningRate", "above 0", learningRate);
        require(area > 0 && area <= 1, "area", "above 0 and at most 1", area);
        require(areaFloor >= 0 && areaFloor < 1, "areaFloor", "at least 0 and below 1", areaFloor);
        require(ownSpellings >= 0 && ownSpellings <= 1, "ownSpellings", "between 0 and 1", ownSpellings);
        require(pieces >= 0 && pieces <= 1, "pieces", "between 0 and 1", pieces);
        require(unit == null || unit > 0, "unit", "above 0", unit);
        if (network == MaskNetworks.EVIDENCE && !(evidence && exactArea)) {
            throw new IllegalArgumentException(
                    "The mask network 'evidence' keeps an exact share of the parts in the order"
                            + " of their evidence: it needs --exact-area and --evidence, or choose '"
                            + MaskNetworks.CONVOLUTIONS
                            + "'.");
        }
    }

    private static void require(boolean fulfilled, String field, String what, Object value) {
        if (!fulfilled) {
            throw new IllegalArgumentException("'" + field + "' must be " + what + ", not " + value + ".");
        }
    }

    /**
     * Returns the default settings for a model and its records.
     *
     * @param records number of records to fit to
     * @param parts mean number of parts in a record: tokens, or cells of an image's mask
     */
    public static FitSettings of(InputKind kind, Manifest.Output output, long records, double parts) {
        boolean value = output.type() == Manifest.OutputType.VALUE;
        boolean image = kind == InputKind.IMAGE;
        // Mask networks that were fitted to classifiers of users kept a worse order than the evidence that they read.
        boolean byEvidence = image || !value;
        int batch = records < 4000 ? 32 : 64;
        long epochs =
                Math.round((image ? ENOUGH_STEPS_OF_IMAGES : ENOUGH_STEPS) * (double) batch / Math.max(1, records));
        // Each token of a short sentence carries more information: the share of a long text would leave two or three
        // tokens.
        double area = image ? 0.3 : Math.min(0.5, (value ? 0.2 : 0.1) + 4 / Math.max(1, parts));
        ObjectNode settings = JSON.valueToTree(USUAL);
        settings.put("epochs", Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, epochs)))
                .put("batch", batch)
                .put("area", area)
                .put("network", (byEvidence ? MaskNetworks.EVIDENCE : MaskNetworks.CONVOLUTIONS).toString())
                .put("exactArea", byEvidence)
                .put("smallestBudget", Math.min(0.5, Math.max(0.02, 1 / Math.max(1, parts))))
                .put("budgetTemperature", BUDGET_TEMPERATURE)
                .put("complementWeight", COMPLEMENT_WEIGHT)
                .put("distance", TaskLoss.of(output).toString());
        return JSON.convertValue(settings, FitSettings.class);
    }

    /**
     * Returns the settings without those that only matter to a mask network with weights, if this one has none, so that
     * a manifest names nothing that had no effect.
     */
    public FitSettings used() {
        if (network != MaskNetworks.EVIDENCE) {
            return this;
        }
        ObjectNode settings = JSON.valueToTree(this);
        OF_MASK_LOSS.forEach(field -> {
            if (settings.get(field).isNumber()) {
                settings.put(field, BUDGETS.contains(field) ? 1 : 0);
            }
        });
        return JSON.convertValue(settings, FitSettings.class);
    }

    /** Reads the settings in a file beside this class, which names every field. */
    private static FitSettings read(String name) {
        try (InputStream file = FitSettings.class.getResourceAsStream(name + ".json")) {
            return JSON.readValue(file, FitSettings.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the settings '" + name + "' cannot be read", e);
        }
    }

    /**
     * Returns the objective of the fit.
     *
     * @param spread spread of the model's predictions (see {@link PredictionSpread})
     * @param replacement replacement of the parts that the mask leaves out (see {@link MeanColour})
     * @throws IllegalArgumentException if the mask network does not support this kind of input; the message names one
     *     that does
     */
    public ExplainerFit.Objective objective(InputKind kind, PredictionSpread spread, List<Float> replacement) {
        return new ExplainerFit.Objective(
                new MaskedModel.Design(
                        network.network(kind),
                        evidence ? EvidenceNetwork.lean(spread.mean(), spread.deviation()) : null,
                        exactArea ? area : 0,
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

    /** Returns the manifest entry for the evidence of an explainer with these settings; null if it gives none. */
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

    /** Returns the schedule of the fit. */
    public TrainingLoop.Schedule schedule(long seed) {
        return new TrainingLoop.Schedule(
                epochs, new LearningRate(learningRate, WARM_UP), seed, 1 + (epochs - 1) / CHECKPOINTS);
    }
}
