package io.maskstream.trainer.frozen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.encoding.SmilesEncoding;
import io.maskstream.trainer.data.Batch;
import io.maskstream.trainer.data.Esol;
import io.maskstream.trainer.data.MoleculeSet;
import io.maskstream.trainer.data.Split;
import io.maskstream.trainer.evaluate.Regression;
import io.maskstream.trainer.fit.Checkpoint;
import io.maskstream.trainer.fit.LearningRate;
import io.maskstream.trainer.fit.TrainingLoop;
import io.maskstream.trainer.fit.TrainingStep;
import io.maskstream.trainer.graph.Adam;
import io.maskstream.trainer.graph.ComputeDevice;
import io.maskstream.trainer.graph.GraphDefs;
import io.maskstream.trainer.graph.Layers;
import io.maskstream.trainer.graph.SequenceGraph;
import io.maskstream.trainer.graph.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Trains SMILES2vec on ESOL and writes it as a frozen SavedModel. */
public final class Smiles2VecTraining {

    private static final Logger LOG = LoggerFactory.getLogger(Smiles2VecTraining.class);

    /**
     * How to train.
     *
     * @param splitSeed which random 80/10/10 split
     * @param seed of weights, enumeration, order and dropout
     * @param epochs passes; each sees every molecule once, in another spelling
     * @param batch molecules a step
     * @param learningRate peak
     * @param weightDecay of Adam
     * @param embedding see {@link Smiles2Vec}
     * @param filters see {@link Smiles2Vec}
     * @param gru see {@link Smiles2Vec}
     * @param dropout see {@link Smiles2Vec}
     * @param tokenDropout see {@link Smiles2Vec}
     */
    public record Settings(
            long splitSeed,
            long seed,
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            int embedding,
            int filters,
            int gru,
            double dropout,
            double tokenDropout) {}

    private static final double WARM_UP = 0.05;
    private static final double CLIP_NORM = 1;
    private static final int CHECKPOINT_EPOCHS = 10;

    private final Settings settings;
    private final ComputeDevice device;

    public Smiles2VecTraining(Settings settings, ComputeDevice device) {
        this.settings = settings;
        this.device = device;
    }

    /**
     * Trains, measures and writes.
     *
     * @param data folder that holds {@link Esol#FILE}
     * @param out folder of the SavedModel
     * @param resume whether to go on from the checkpoint beside {@code out}
     */
    public void run(Path data, Path out, boolean resume) throws IOException {
        List<Esol.Molecule> molecules = Esol.read(data);
        Split<Esol.Molecule> split = Split.random(molecules, Esol.Molecule::canonical, settings.splitSeed());
        SmilesEncoding encoding = MoleculeSet.encoding(molecules);
        MoleculeSet train = new MoleculeSet(split.train(), encoding);
        LOG.info(
                "ESOL: {} molecules for training, {} for validation, {} for testing (split seed {}); training on {}.",
                split.train().size(),
                split.validation().size(),
                split.test().size(),
                settings.splitSeed(),
                device);
        try (Graph graph = new Graph()) {
            Network network = network(graph, train, encoding);
            try (Session session = new Session(graph, device.session())) {
                Session.Runner start = session.runner();
                network.initializers().forEach(start::addTarget);
                start.run().close();
                Judge judge = new Judge(session, network.served());
                train(
                        session,
                        network,
                        train,
                        new Checkpoint(checkpointFolder(out), fingerprint(data)),
                        resume,
                        () -> judge.rmse(new MoleculeSet(split.validation(), encoding)));
                FrozenCard card = new FrozenCard(
                        new Manifest.Input(InputKind.MOLECULE, encoding.maximumLength()),
                        Manifest.Output.value("aqueous solubility", "log10 mol/L"),
                        "SMILES2vec CNN-GRU on ESOL",
                        network.served(),
                        describe(data, split, judge, encoding));
                GraphDef constants =
                        GraphDefs.folded(graph.toGraphDef(), SequenceGraph.values(session, network.variables()));
                FrozenModel.write(out, constants, card, encoding.vocabulary());
                LOG.info(
                        "Wrote the frozen model to {}: {}", out, card.training().get("measured"));
            }
        }
    }

    /**
     * The network with its training steps.
     *
     * @param steps by length
     * @param served tensors by length, as they are exported
     * @param initializers to run before the first step
     * @param variables the network's own, by the names of their nodes
     */
    private record Network(
            Map<Integer, TrainingStep> steps,
            SortedMap<Integer, FrozenTensors> served,
            List<Op> initializers,
            List<String> variables) {}

    private Network network(Graph graph, MoleculeSet train, SmilesEncoding encoding) {
        Smiles2Vec architecture = new Smiles2Vec(
                encoding.vocabulary().size(),
                settings.embedding(),
                settings.filters(),
                settings.gru(),
                settings.dropout(),
                settings.tokenDropout(),
                train.mean(),
                train.deviation());
        Ops tf = Ops.create(graph);
        Weights weights = new Weights(tf, settings.seed());
        Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Placeholder<TInt64> dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        SortedMap<Integer, FrozenTensors> served = new TreeMap<>();
        SortedMap<Integer, Operand<TInt32>> inputs = new TreeMap<>();
        for (int length : MoleculeSet.LENGTHS) {
            Placeholder<TInt32> ids =
                    tf.withName("input_" + length).placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length)));
            inputs.put(length, ids);
            Smiles2Vec.Tensors serving = architecture.build(Layers.serving(tf, weights), ids, length);
            String embedded = serving.maskable().op().name();
            served.put(
                    length,
                    new FrozenTensors(
                            ids.op().name(),
                            embedded,
                            embedded,
                            serving.prediction().op().name()));
        }
        // The serving copies above have made every weight, so the optimizer can be made before the training copies.
        Adam adam = new Adam(tf, weights.trainable(), rate, settings.weightDecay(), CLIP_NORM);
        Map<Integer, TrainingStep> steps = new TreeMap<>();
        inputs.forEach((length, ids) -> {
            Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
            Layers layers = Layers.training(tf, weights, dropoutSeed);
            Operand<TFloat32> loss = tf.math.mean(
                    tf.math.squaredDifference(
                            architecture.build(layers, ids, length).prediction(), targets),
                    tf.constant(0));
            steps.put(
                    length,
                    new TrainingStep(
                            ids,
                            targets,
                            rate,
                            dropoutSeed,
                            adam.minimize(loss, layers.stateUpdates()),
                            Map.of("loss", loss)));
        });
        List<Op> initializers = new ArrayList<>(weights.initializers());
        initializers.addAll(adam.initializers());
        List<String> variables = new ArrayList<>();
        weights.trainable()
                .values()
                .forEach(variable -> variables.add(variable.op().name()));
        weights.state().values().forEach(variable -> variables.add(variable.op().name()));
        return new Network(steps, served, initializers, variables);
    }

    private void train(
            Session session,
            Network network,
            MoleculeSet train,
            Checkpoint checkpoint,
            boolean resume,
            DoubleSupplier validationRmse)
            throws IOException {
        TrainingLoop.Observer observer = (epoch, means) -> epoch % CHECKPOINT_EPOCHS == 0
                ? String.format(Locale.ROOT, "validation RMSE %.3f", validationRmse.getAsDouble())
                : "";
        new TrainingLoop(session, network.steps(), checkpoint, observer)
                .run(
                        new TrainingLoop.Schedule(
                                settings.epochs(),
                                new LearningRate(settings.learningRate(), WARM_UP),
                                settings.seed(),
                                CHECKPOINT_EPOCHS),
                        (epoch, random) ->
                                Batch.cut(train.enumerated(random, 0), MoleculeSet.LENGTHS, settings.batch(), random),
                        resume);
    }

    /** Predicts with the network as it is. */
    private record Judge(SequenceGraph graph, SortedMap<Integer, String> predictions) {

        Judge(Session session, SortedMap<Integer, FrozenTensors> served) {
            this(
                    new SequenceGraph(session, names(served, FrozenTensors::input)),
                    names(served, FrozenTensors::prediction));
        }

        private static SortedMap<Integer, String> names(
                SortedMap<Integer, FrozenTensors> served, Function<FrozenTensors, String> tensor) {
            SortedMap<Integer, String> names = new TreeMap<>();
            served.forEach((length, tensors) -> names.put(length, tensor.apply(tensors)));
            return names;
        }

        float[] predict(List<Batch.Example> examples) {
            float[][] rows =
                    graph.rows(examples.stream().map(Batch.Example::ids).toList(), predictions);
            float[] values = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                values[i] = rows[i][0];
            }
            return values;
        }

        double rmse(MoleculeSet molecules) {
            return Regression.rmse(predict(molecules.examples()), molecules.targets());
        }
    }

    private String fingerprint(Path data) throws IOException {
        return settings + " " + Digests.sha256(data.resolve(Esol.FILE));
    }

    private static Path checkpointFolder(Path out) {
        return out.resolveSibling(out.getFileName() + ".checkpoint");
    }

    private ObjectNode describe(Path data, Split<Esol.Molecule> split, Judge judge, SmilesEncoding encoding)
            throws IOException {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("data")
                .put("name", "ESOL (Delaney 2004), " + Esol.FILE)
                .put("sha256", Digests.sha256(data.resolve(Esol.FILE)))
                .put("split", "random 80/10/10 by molecule, copies of a molecule on one side")
                .put("splitSeed", settings.splitSeed())
                .put("train", split.train().size())
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        training.putPOJO("settings", settings);
        MoleculeSet test = new MoleculeSet(split.test(), encoding);
        training.putObject("measured")
                .put("device", device.name())
                .put("trainRmse", judge.rmse(new MoleculeSet(split.train(), encoding)))
                .put("validationRmse", judge.rmse(new MoleculeSet(split.validation(), encoding)))
                .put("testRmse", judge.rmse(test))
                .put(
                        "testRmseAveragedOverSpellings",
                        Regression.rmse(test.averagedOverSpellings(settings.seed(), judge::predict), test.targets()));
        return training;
    }
}
