package io.maskstream.trainer.recipe;

import io.maskstream.schemas.input.InputTensor;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.Adam;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Optimizer;
import io.maskstream.trainer.tensor.SequenceGraph;
import io.maskstream.trainer.tensor.Weights;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import io.maskstream.trainer.train.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The training of a model that is to be explained. Of its network there are two copies for each length over one set of
 * weights: one as it is trained, and one as it is exported.
 */
final class FrozenTraining implements AutoCloseable {

    /** As every architecture here takes it: pixels, or token ids padded with 0. */
    private static final InputTensor INPUT = InputTensor.ids(0, false);

    private static final double WARM_UP = 0.05;
    private static final double CLIP_NORM = 1;

    private final Graph graph = new Graph();
    private final Session session;
    private final SortedMap<Integer, FrozenTensors> served = new TreeMap<>();
    private final Map<Integer, TrainingStep> steps = new TreeMap<>();
    private final List<String> variables = new ArrayList<>();
    private final Map<String, TensorProto> start;

    /**
     * Builds the copies and initialises their weights.
     *
     * @param trained lengths of sequences to train on
     * @param exported lengths of sequences to predict on
     * @param seed of the initial weights
     * @param optimizers make the one that trains
     * @param config of the session, such as {@link ComputeDevice#session}
     */
    FrozenTraining(
            Architecture architecture,
            SortedSet<Integer> trained,
            SortedSet<Integer> exported,
            long seed,
            Optimizer.Factory optimizers,
            ConfigProto config) {
        this(architecture, trained, exported, seed, Map.of(), optimizers, config);
    }

    /**
     * Builds the copies, whose weights start from those of another network where it has them.
     *
     * @param seed of the other weights
     * @param start values by name
     * @throws IllegalArgumentException if the other network has weights that this one lacks
     */
    FrozenTraining(
            Architecture architecture,
            SortedSet<Integer> trained,
            SortedSet<Integer> exported,
            long seed,
            Map<String, TensorProto> start,
            Optimizer.Factory optimizers,
            ConfigProto config) {
        this.start = start;
        Ops tf = Ops.create(graph);
        Weights weights = new Weights(tf, seed, start);
        SortedMap<Integer, Operand<TInt32>> inputs = new TreeMap<>();
        for (int length : union(trained, exported)) {
            inputs.put(
                    length,
                    tf.withName("input_" + length).placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length))));
        }
        for (int length : exported) {
            Operand<TInt32> ids = inputs.get(length);
            Architecture.Copy copy = architecture.build(Layers.serving(tf, weights), ids, length);
            served.put(
                    length,
                    new FrozenTensors(
                            ids.op().name(),
                            copy.maskable().op().name(),
                            copy.features().op().name(),
                            copy.prediction().op().name()));
        }
        // The serving copies above have made every weight, so the optimizer can be made before the training copies.
        Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Placeholder<TInt64> dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        Optimizer optimizer = optimizers.of(tf, weights.trainable(), rate);
        trained.forEach(length -> {
            Operand<TInt32> ids = inputs.get(length);
            Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
            Layers layers = Layers.training(tf, weights, dropoutSeed);
            Operand<TFloat32> loss =
                    architecture.build(layers, ids, length).loss().apply(targets);
            Op update = optimizer.minimize(loss, layers.stateUpdates());
            steps.put(length, new TrainingStep(INPUT, ids, targets, rate, dropoutSeed, update, Map.of("loss", loss)));
        });
        weights.trainable()
                .values()
                .forEach(variable -> variables.add(variable.op().name()));
        weights.state().values().forEach(variable -> variables.add(variable.op().name()));
        start.keySet().stream()
                .filter(name -> !variables.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("the network to start from has weights named " + name
                            + ", this one has not: it can only be as deep as this one, or less");
                });
        session = new Session(graph, config);
        Session.Runner initialisation = session.runner();
        weights.initializers().forEach(initialisation::addTarget);
        optimizer.initializers().forEach(initialisation::addTarget);
        initialisation.run().close();
    }

    private static SortedSet<Integer> union(SortedSet<Integer> some, SortedSet<Integer> others) {
        SortedSet<Integer> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    /** Makes {@link Adam}, with the gradients clipped to a norm of 1. */
    static Optimizer.Factory adam(double weightDecay) {
        return (tf, weights, rate) -> new Adam(tf, weights, rate, weightDecay, CLIP_NORM);
    }

    /**
     * How long and how fast.
     *
     * @param learningRate peak of a cosine
     * @param seed of order and dropout
     * @param checkpointEpochs how often to save
     */
    static TrainingLoop.Schedule schedule(int epochs, double learningRate, long seed, int checkpointEpochs) {
        return new TrainingLoop.Schedule(epochs, new LearningRate(learningRate, WARM_UP), seed, checkpointEpochs);
    }

    /** The checkpoint beside the folder that a model is written to. */
    static Checkpoint checkpoint(Path out, String fingerprint) {
        return new Checkpoint(out.resolveSibling(out.getFileName() + ".checkpoint"), fingerprint);
    }

    /** Trains to the end of the schedule. */
    void run(
            TrainingLoop.Schedule schedule,
            TrainingLoop.Epochs epochs,
            Checkpoint checkpoint,
            boolean resume,
            TrainingLoop.Observer observer)
            throws IOException {
        new TrainingLoop(session, steps, checkpoint, observer).run(schedule, epochs, resume);
    }

    /** The tensors of the copies that are exported, by length. */
    SortedMap<Integer, FrozenTensors> served() {
        return Collections.unmodifiableSortedMap(served);
    }

    /** What is exported: the graph of the served tensors with the variables' present values as constants. */
    GraphDef constants() {
        return constants(SequenceGraph.values(session, variables));
    }

    /**
     * What is exported, with values between the present ones and those from which the training started: the network
     * between the two has some of what either is better at (Wortsman et al. 2022, Robust fine-tuning of zero-shot models).
     *
     * @param kept share of the values at the start, in [0,1]
     * @throws IllegalArgumentException if that network was another one
     */
    GraphDef constants(double kept) {
        return constants(Weights.between(SequenceGraph.values(session, variables), start, kept));
    }

    private GraphDef constants(Map<String, TensorProto> values) {
        GraphDef needed = GraphDefs.pruned(
                graph.toGraphDef(),
                served.values().stream()
                        .flatMap(tensors -> tensors.names().stream())
                        .toList());
        return GraphDefs.folded(needed, values);
    }

    /** Predictions of the network as it is, one row an example. */
    float[][] predict(List<Batch.Example> examples) {
        return predict(session, served, examples);
    }

    /**
     * Predictions of any graph that has a frozen model's tensors.
     *
     * @return one row an example: its prediction, or its classes' probabilities
     */
    static float[][] predict(Session session, SortedMap<Integer, FrozenTensors> tensors, List<Batch.Example> examples) {
        return new SequenceGraph(session, INPUT, names(tensors, FrozenTensors::input))
                .rows(examples.stream().map(Batch.Example::input).toList(), names(tensors, FrozenTensors::prediction));
    }

    private static SortedMap<Integer, String> names(
            SortedMap<Integer, FrozenTensors> tensors, Function<FrozenTensors, String> tensor) {
        SortedMap<Integer, String> names = new TreeMap<>();
        tensors.forEach((length, of) -> names.put(length, tensor.apply(of)));
        return names;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
