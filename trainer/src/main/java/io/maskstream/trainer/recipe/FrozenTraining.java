package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.trainer.model.FrozenTensors;
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
import java.util.TreeMap;
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
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * Trains a model that is to be explained. The network has two copies for each length with shared weights: one for
 * training and one for export.
 */
final class FrozenTraining implements AutoCloseable {

    private static final double WARM_UP = 0.05;
    private static final double CLIP_NORM = 1;

    private final Graph graph = new Graph();
    private final Session session;
    private final SortedMap<Integer, FrozenTensors> served = new TreeMap<>();
    private final Map<Integer, TrainingStep> steps = new TreeMap<>();
    private final List<String> variables = new ArrayList<>();
    private final InputTensor exported;

    /**
     * Builds the copies. Weights start from those of another network, if it has weights of the same name.
     *
     * @param seed seed of all other initial weights
     * @param start initial values by name
     * @param config session configuration, such as {@link ComputeDevice#session}
     * @throws IllegalArgumentException if {@code start} has weights that this network lacks
     */
    FrozenTraining(Recipe.Plan plan, long seed, Map<String, TensorProto> start, ConfigProto config) {
        Ops tf = Ops.create(graph);
        Weights weights = new Weights(tf, seed, start);
        SortedMap<Integer, InputTensor> all = new TreeMap<>(plan.trained());
        all.putAll(plan.exported());
        SortedMap<Integer, Operand<? extends TNumber>> inputs = new TreeMap<>();
        all.forEach((length, input) -> inputs.put(length, placeholder(tf, input, length)));
        exported = plan.exported().get(plan.exported().lastKey());
        plan.exported().keySet().forEach(length -> {
            Operand<? extends TNumber> input = inputs.get(length);
            Architecture.Copy copy = plan.architecture().build(Layers.serving(tf, weights), input);
            served.put(
                    length,
                    new FrozenTensors(
                            input.op().name(),
                            copy.maskable().op().name(),
                            copy.features().op().name(),
                            copy.prediction().op().name()));
        });
        // The serving copies above have created all weights, so the optimizer can be created before the training
        // copies.
        Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Placeholder<TInt64> dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        Optimizer optimizer = plan.optimizer().of(tf, weights.trainable(), rate);
        plan.trained().forEach((length, tensor) -> {
            Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
            Layers layers = Layers.training(tf, weights, dropoutSeed);
            Operand<TFloat32> loss =
                    plan.architecture().build(layers, inputs.get(length)).loss().apply(targets);
            Op update = optimizer.minimize(loss, layers.stateUpdates());
            steps.put(
                    length,
                    new TrainingStep(
                            tensor, inputs.get(length), targets, rate, dropoutSeed, update, Map.of("loss", loss)));
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
                            + ", which this network lacks: it must not be deeper than this network");
                });
        session = new Session(graph, config);
        Session.Runner initialisation = session.runner();
        weights.initializers().forEach(initialisation::addTarget);
        optimizer.initializers().forEach(initialisation::addTarget);
        initialisation.run().close();
    }

    private static Operand<? extends TNumber> placeholder(Ops tf, InputTensor input, int length) {
        Ops named = tf.withName("input_" + length);
        long[] shape = input.shape(-1, length);
        return input.type() == InputTensor.ElementType.INT32
                ? named.placeholder(TInt32.class, Placeholder.shape(Shape.of(shape)))
                : named.placeholder(TUint8.class, Placeholder.shape(Shape.of(shape)));
    }

    /** Returns a factory of {@link Adam} with gradients clipped to a norm of 1. */
    static Optimizer.Factory adam(double weightDecay) {
        return (tf, weights, rate) -> new Adam(tf, weights, rate, weightDecay, CLIP_NORM);
    }

    /**
     * Returns the schedule of a training run.
     *
     * @param learningRate peak of the cosine schedule
     * @param seed seed of the order of the records and of dropout
     * @param checkpointEpochs epochs between checkpoints
     */
    static TrainingLoop.Schedule schedule(int epochs, double learningRate, long seed, int checkpointEpochs) {
        return new TrainingLoop.Schedule(epochs, new LearningRate(learningRate, WARM_UP), seed, checkpointEpochs);
    }

    /** Returns the checkpoint next to the folder that a model is written to. */
    static Checkpoint checkpoint(Path out, JsonNode training) {
        return new Checkpoint(out.resolveSibling(out.getFileName() + ".checkpoint"), training);
    }

    /** Trains to the end of the schedule. */
    void run(
            TrainingLoop.Schedule schedule,
            TrainingLoop.Epochs epochs,
            Checkpoint checkpoint,
            boolean resume,
            TrainingLoop.Observer observer)
            throws IOException {
        new TrainingLoop("Training", session, steps, checkpoint, observer).run(schedule, epochs, resume);
    }

    /** Returns the tensors of the exported copies by length. */
    SortedMap<Integer, FrozenTensors> served() {
        return Collections.unmodifiableSortedMap(served);
    }

    /** Returns the graph to export: the served tensors with the current values of the variables as constants. */
    GraphDef constants() {
        GraphDef needed = GraphDefs.pruned(
                graph.toGraphDef(),
                served.values().stream()
                        .flatMap(tensors -> tensors.names().stream())
                        .toList());
        return GraphDefs.folded(needed, SequenceGraph.values(session, variables));
    }

    /**
     * Predicts with the current weights. Returns one row for each record: a value, or the probabilities of the classes.
     */
    float[][] predict(List<EncodedInput> inputs) {
        return predict(session, inputs);
    }

    /** Predicts in the session of an exported graph. */
    float[][] predict(Session other, List<EncodedInput> inputs) {
        return new SequenceGraph(other, exported, names(served, FrozenTensors::input))
                .rows(inputs, names(served, FrozenTensors::prediction));
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
