package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.mask.EvidenceNetwork;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.tensor.Adam;
import io.maskstream.trainer.tensor.ConstantSavedModel;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.SequenceGraph;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.TrainingLoop;
import io.maskstream.trainer.train.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Fits a mask network against a frozen model: the loss is the distance of the prediction on the masked input from its
 * target, plus the penalty of the mask. Only the weights of the mask network change; the frozen model consists of
 * constants.
 */
public final class ExplainerFit {

    /**
     * What to fit, and which losses to minimise.
     *
     * @param design design of the explainer
     * @param penalty penalty of the mask
     * @param loss distance between two predictions
     * @param target target of the masked prediction
     * @param complementWeight weight of the distance between the prediction on the complement of the mask and the mean
     *     prediction of the batch. It makes the complement uninformative, so that the mask holds all of the evidence
     *     (after Stalder et al. 2022, who use an entropy for classes). 0 omits this term, as the paper does
     * @param unit unit that differences of values are measured in, such as their {@link PredictionSpread}; 1 for
     *     classes
     */
    public record Objective(
            MaskedModel.Design design,
            MaskPenalty penalty,
            TaskLoss loss,
            FitTarget target,
            double complementWeight,
            double unit) {}

    /** Observes the explainer after each epoch, and the progress of the fit. */
    @FunctionalInterface
    public interface Observer {
        /** Returns text to log after the epoch's means; may be empty. */
        String afterEpoch(ExplainedModel model);

        /**
         * Called after each step.
         *
         * @param progress share of the fit that is done, in (0,1]
         * @param loss loss of the step
         * @param area mean weight of the step's masks
         */
        default void afterStep(double progress, double loss, double area) {}
    }

    private static final double CLIP_NORM = 1;

    /**
     * Rarely reached: evidence is a mean over a few large gradients and many small ones, and clipping would bias it
     * downwards.
     */
    private static final double EVIDENCE_CLIP_NORM = 20;

    private static final String LOSS = "loss";

    /** Names of the mask statistics that steps report. */
    private static final String AREA = "area";

    private static final String DEVIATION = "deviation";

    private final FrozenModel frozen;
    private final Objective objective;
    private final ConfigProto config;
    private final Map<String, TensorProto> start;

    /**
     * Prepares a fit.
     *
     * @param config session configuration (see {@link io.maskstream.trainer.tensor.ComputeDevice})
     * @param start initial weights of the mask network by name; empty for random ones
     */
    public ExplainerFit(FrozenModel frozen, Objective objective, ConfigProto config, Map<String, TensorProto> start) {
        this.frozen = frozen;
        this.objective = objective;
        this.config = config;
        this.start = Map.copyOf(start);
    }

    /**
     * Fits the explainer and writes its SavedModel.
     *
     * @param observer called after each epoch
     * @param savedModel folder to write
     * @return signatures of the SavedModel, shortest length first
     * @throws IOException if a checkpoint or the SavedModel cannot be read or written
     */
    public List<Manifest.Signature> run(
            TrainingLoop.Schedule schedule,
            TrainingLoop.Epochs epochs,
            Checkpoint checkpoint,
            boolean resume,
            Observer observer,
            Path savedModel)
            throws IOException {
        MaskedModel model;
        int lengths = frozen.card().tensors().size();
        try (Progress preparing = new Progress("Preparing", "lengths", lengths)) {
            preparing.say("adding the mask network");
            model = MaskedModel.of(frozen, objective.design(), schedule.seed(), start);
        }
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
            model.trainable().forEach(name -> weights.put(name, tensor(graph, name, TFloat32.class)));
            // Each network has its own optimizer: the targets of the evidence are noisy, and their gradients would
            // dominate those of the mask in a shared norm.
            Map<String, Operand<TFloat32>> ofEvidence = new LinkedHashMap<>(weights);
            ofEvidence.keySet().removeIf(name -> !name.startsWith(EvidenceNetwork.PREFIX));
            weights.keySet().removeAll(ofEvidence.keySet());
            Optimizers adam = new Optimizers(
                    weights.isEmpty() ? null : new Adam(tf, weights, rate, 0, CLIP_NORM),
                    ofEvidence.isEmpty() ? null : new Adam(tf, ofEvidence, rate, 0, EVIDENCE_CLIP_NORM));
            Map<Integer, TrainingStep> steps = new TreeMap<>();
            try (Progress preparing = new Progress("Preparing", "lengths", lengths)) {
                model.training().forEach((length, tensors) -> {
                    List<Op> updates = new ArrayList<>();
                    model.stateUpdates().get(length).forEach(name -> updates.add(() -> graph.operationOrThrow(name)));
                    steps.put(length, step(graph, tf, model, tensors, rate, adam, updates));
                    preparing.done(1);
                });
            }
            try (Session session = new Session(graph, config)) {
                Session.Runner initialisation = session.runner();
                model.initializers().forEach(initialisation::addTarget);
                adam.initializers().forEach(initialisation::addTarget);
                initialisation.run().close();
                ExplainedModel fitted =
                        new ExplainedModel(graph, session, frozen.card().input(), model.serving());
                new TrainingLoop(
                                "Fitting",
                                session,
                                steps,
                                checkpoint,
                                watched(new CollapseWatch(schedule.rate().warmUp()), observer, fitted))
                        .run(schedule, epochs, resume);
                return write(savedModel, model, session);
            }
        }
    }

    /**
     * Writes the SavedModel of an explainer with the initial weights, without fitting it.
     *
     * @param seed seed of the weights that are not given
     * @param savedModel folder to write
     * @return signatures of the SavedModel, shortest length first
     * @throws IOException if the SavedModel cannot be written
     */
    public List<Manifest.Signature> unfitted(long seed, Path savedModel) throws IOException {
        MaskedModel model = MaskedModel.of(frozen, objective.design(), seed, start);
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            try (Session session = new Session(graph, config)) {
                Session.Runner initialisation = session.runner();
                model.initializers().forEach(initialisation::addTarget);
                initialisation.run().close();
                return write(savedModel, model, session);
            }
        }
    }

    private static TrainingLoop.Observer watched(CollapseWatch watch, Observer observer, ExplainedModel fitted) {
        return new TrainingLoop.Observer() {
            @Override
            public String afterEpoch(int epoch, Map<String, Float> means) {
                return observer.afterEpoch(fitted);
            }

            @Override
            public void afterStep(double progress, Map<String, Float> reported) {
                watch.afterStep(progress, reported.get(AREA), reported.get(DEVIATION));
                observer.afterStep(progress, reported.get(LOSS), reported.get(AREA));
            }
        };
    }

    /**
     * The optimizers of the two networks.
     *
     * @param ofMask null if the mask has no weights of its own
     * @param ofEvidence null if the explainer has no evidence
     */
    private record Optimizers(Adam ofMask, Adam ofEvidence) {

        Optimizers {
            if (ofMask == null && ofEvidence == null) {
                throw new IllegalArgumentException("the explainer has no weights to fit");
            }
        }

        List<Op> initializers() {
            return Stream.of(ofMask, ofEvidence)
                    .filter(Objects::nonNull)
                    .flatMap(adam -> adam.initializers().stream())
                    .toList();
        }

        Op minimize(Ops tf, Operand<TFloat32> loss, Operand<TFloat32> evidence, List<Op> updates) {
            if (ofMask == null) {
                return ofEvidence.minimize(evidence, updates);
            }
            Op step = ofMask.minimize(loss, updates);
            return ofEvidence == null
                    ? step
                    : tf.withControlDependencies(List.of(step, ofEvidence.minimize(evidence, List.of())))
                            .noOp();
        }
    }

    private TrainingStep step(
            Graph graph,
            Ops tf,
            MaskedModel model,
            MaskedModel.Tensors tensors,
            Operand<TFloat32> rate,
            Optimizers adam,
            List<Op> updates) {
        Placeholder<TFloat32> labels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
        Operand<TFloat32> prediction = tf.stopGradient(tensor(graph, tensors.prediction(), TFloat32.class));
        int classes = (int) prediction.shape().get(prediction.shape().numDimensions() - 1);
        Operand<TFloat32> measured = objective.loss().target(tf, labels, classes);
        Operand<TFloat32> target =
                switch (objective.target()) {
                    case MODEL -> prediction;
                    case LABEL -> measured;
                    case BOTH -> tf.math.mul(tf.math.add(prediction, measured), tf.constant(0.5f));
                };
        Operand<TFloat32> valid = tensor(graph, tensors.valid(), TFloat32.class);
        Operand<TFloat32> mask = tensor(graph, tensors.mask(), TFloat32.class);
        Operand<TFloat32> evidence = null;
        Map<String, Operand<TFloat32>> reported = new LinkedHashMap<>();
        if (objective.design().evidence() != null) {
            evidence = new EvidenceLoss(objective.unit()).of(graph, tf, tensors);
            reported.put("evidence", evidence);
        }
        Operand<TFloat32> loss;
        if (adam.ofMask() == null) {
            loss = tf.identity(evidence); // Two results of a step may not have the same name.
        } else {
            Operand<TFloat32> error = distance(tf, tensor(graph, tensors.maskedPrediction(), TFloat32.class), target);
            loss = tf.math.add(error, objective.penalty().of(tf, mask, valid));
            if (objective.complementWeight() > 0) {
                Operand<TFloat32> complement = distance(
                        tf,
                        tensor(graph, tensors.complementPrediction(), TFloat32.class),
                        tf.math.mean(prediction, tf.constant(0), Mean.keepDims(true)));
                loss = tf.math.add(loss, tf.math.mul(complement, tf.constant((float) objective.complementWeight())));
                reported.put("complement", complement);
            }
            reported.put("error", error);
        }
        reported.put(AREA, MaskPenalty.area(tf, mask, valid));
        reported.put(DEVIATION, MaskPenalty.deviation(tf, mask, valid));
        Map<String, Operand<TFloat32>> lossFirst = new LinkedHashMap<>();
        lossFirst.put(LOSS, loss);
        lossFirst.putAll(reported);
        return new TrainingStep(
                frozen.card().input().tensor(),
                graph.outputOrThrow(tensors.input()),
                labels,
                rate,
                tensor(graph, model.dropoutSeed(), TInt64.class),
                adam.minimize(tf, loss, evidence, updates),
                lossFirst);
    }

    /** Returns the distance between predictions and targets; for values, in the square of the objective's unit. */
    private Operand<TFloat32> distance(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target) {
        Operand<TFloat32> distance = objective.loss().of(tf, prediction, target);
        double unit = objective.unit();
        return unit == 1 ? distance : tf.math.mul(distance, tf.constant((float) (1 / (unit * unit))));
    }

    private static List<Manifest.Signature> write(Path savedModel, MaskedModel model, Session session)
            throws IOException {
        List<String> variables = new ArrayList<>(model.trainable());
        variables.addAll(model.state());
        GraphDef constants = GraphDefs.folded(model.graph(), SequenceGraph.values(session, variables));
        Map<String, ConstantSavedModel.SignatureTensors> signatures = new LinkedHashMap<>();
        List<Manifest.Signature> listed = new ArrayList<>();
        model.serving().forEach((length, tensors) -> {
            Map<String, String> inputs = Map.of("input", tensors.input());
            Map<String, String> outputs =
                    new LinkedHashMap<>(Map.of("prediction", tensors.prediction(), "mask", tensors.mask()));
            if (tensors.evidence() != null) {
                outputs.put("evidence", tensors.evidence().values());
                outputs.put("baseline", tensors.evidence().baseline());
            }
            signatures.put("explain_" + length, new ConstantSavedModel.SignatureTensors(inputs, outputs));
            listed.add(new Manifest.Signature("explain_" + length, length, false));
            Map<String, String> verified = new LinkedHashMap<>(outputs);
            verified.put("masked_prediction", tensors.maskedPrediction());
            signatures.put("verify_" + length, new ConstantSavedModel.SignatureTensors(inputs, verified));
            listed.add(new Manifest.Signature("verify_" + length, length, true));
        });
        ConstantSavedModel.write(savedModel, constants, signatures);
        return listed;
    }

    private static <T extends TType> Operand<T> tensor(Graph graph, String name, Class<T> type) {
        return graph.outputOrThrow(name).expect(type);
    }
}
