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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
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
        Smiles2Vec network = new Smiles2Vec(
                encoding.vocabulary().size(),
                settings.embedding(),
                settings.filters(),
                settings.gru(),
                settings.dropout(),
                settings.tokenDropout(),
                train.mean(),
                train.deviation());
        String dataDigest = Digests.sha256(data.resolve(Esol.FILE));
        LOG.info(
                "ESOL: {} molecules for training, {} for validation, {} for testing (split seed {}); training on {}.",
                split.train().size(),
                split.validation().size(),
                split.test().size(),
                settings.splitSeed(),
                device);
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, settings.seed());
            Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            Placeholder<TInt64> dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
            SortedMap<Integer, FrozenTensors> served = new TreeMap<>();
            SortedMap<Integer, Pending> trained = new TreeMap<>();
            for (int length : MoleculeSet.LENGTHS) {
                Placeholder<TInt32> ids = tf.withName("input_" + length)
                        .placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length)));
                Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
                Smiles2Vec.Tensors training = network.build(Layers.training(tf, weights, dropoutSeed), ids, length);
                Operand<TFloat32> error =
                        tf.math.mean(tf.math.squaredDifference(training.prediction(), targets), tf.constant(0));
                trained.put(length, new Pending(ids, targets, error));
                Smiles2Vec.Tensors serving = network.build(Layers.serving(tf, weights), ids, length);
                served.put(
                        length,
                        new FrozenTensors(
                                ids.op().name(),
                                serving.maskable().op().name(),
                                serving.maskable().op().name(),
                                serving.prediction().op().name()));
            }
            Adam adam = new Adam(tf, weights.trainable(), rate, settings.weightDecay(), CLIP_NORM);
            Map<Integer, TrainingStep> steps = new TreeMap<>();
            trained.forEach((length, pending) -> steps.put(
                    length,
                    new TrainingStep(
                            pending.ids(),
                            pending.targets(),
                            rate,
                            dropoutSeed,
                            adam.minimize(pending.loss(), List.of()),
                            Map.of("loss", pending.loss()))));
            try (Session session = new Session(graph, device.session())) {
                initialise(session, weights, adam);
                SortedMap<Integer, String> inputs = new TreeMap<>();
                served.forEach((length, tensors) -> inputs.put(length, tensors.input()));
                SequenceGraph sequences = new SequenceGraph(session, inputs);
                TrainingLoop loop = new TrainingLoop(
                        session,
                        steps,
                        new Checkpoint(checkpointFolder(out), settings + " " + dataDigest),
                        (epoch, means) -> observed(sequences, served, split, encoding, epoch));
                loop.run(
                        new TrainingLoop.Schedule(
                                settings.epochs(),
                                new LearningRate(settings.learningRate(), WARM_UP),
                                settings.seed(),
                                CHECKPOINT_EPOCHS),
                        (epoch, random) ->
                                Batch.cut(train.enumerated(random), MoleculeSet.LENGTHS, settings.batch(), random),
                        resume);
                FrozenCard card = new FrozenCard(
                        new Manifest.Input(InputKind.MOLECULE, encoding.maximumLength()),
                        Manifest.Output.value("aqueous solubility", "log10 mol/L"),
                        "SMILES2vec CNN-GRU on ESOL",
                        served,
                        training(dataDigest, split, sequences, served, encoding));
                FrozenModel.write(out, constants(graph, session, weights), card, encoding.vocabulary());
                LOG.info(
                        "Wrote the frozen model to {}: {}", out, card.training().get("measured"));
            }
        }
    }

    /** What a training step needs once the optimizer exists. */
    private record Pending(Operand<TInt32> ids, Operand<TFloat32> targets, Operand<TFloat32> loss) {}

    private static Path checkpointFolder(Path out) {
        return out.resolveSibling(out.getFileName() + ".checkpoint");
    }

    private static void initialise(Session session, Weights weights, Adam adam) {
        Session.Runner runner = session.runner();
        List<Op> initializers = new ArrayList<>(weights.initializers());
        initializers.addAll(adam.initializers());
        initializers.forEach(runner::addTarget);
        runner.run().close();
    }

    private static org.tensorflow.proto.GraphDef constants(Graph graph, Session session, Weights weights) {
        List<String> names = new ArrayList<>();
        weights.trainable().values().forEach(variable -> names.add(variable.op().name()));
        weights.state().values().forEach(variable -> names.add(variable.op().name()));
        return GraphDefs.folded(graph.toGraphDef(), SequenceGraph.values(session, names));
    }

    private String observed(
            SequenceGraph sequences,
            SortedMap<Integer, FrozenTensors> served,
            Split<Esol.Molecule> split,
            SmilesEncoding encoding,
            int epoch) {
        if (epoch % CHECKPOINT_EPOCHS != 0) {
            return "";
        }
        double rmse = rmse(sequences, served, new MoleculeSet(split.validation(), encoding));
        return String.format(Locale.ROOT, "validation RMSE %.3f", rmse);
    }

    private static double rmse(
            SequenceGraph sequences, SortedMap<Integer, FrozenTensors> served, MoleculeSet molecules) {
        return Regression.rmse(predictions(sequences, served, molecules.examples()), molecules.targets());
    }

    private static float[] predictions(
            SequenceGraph sequences, SortedMap<Integer, FrozenTensors> served, List<Batch.Example> examples) {
        Map<Integer, String> outputs = new TreeMap<>();
        served.forEach((length, tensors) -> outputs.put(length, tensors.prediction()));
        float[][] rows =
                sequences.rows(examples.stream().map(Batch.Example::ids).toList(), outputs);
        float[] predictions = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            predictions[i] = rows[i][0];
        }
        return predictions;
    }

    private ObjectNode training(
            String dataDigest,
            Split<Esol.Molecule> split,
            SequenceGraph sequences,
            SortedMap<Integer, FrozenTensors> served,
            SmilesEncoding encoding) {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("data")
                .put("name", "ESOL (Delaney 2004), " + Esol.FILE)
                .put("sha256", dataDigest)
                .put("split", "random 80/10/10 by molecule, copies of a molecule on one side")
                .put("splitSeed", settings.splitSeed())
                .put("train", split.train().size())
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        training.putPOJO("settings", settings);
        ObjectNode measured = training.putObject("measured");
        measured.put("device", device.name());
        measured.put("trainRmse", rmse(sequences, served, new MoleculeSet(split.train(), encoding)));
        measured.put("validationRmse", rmse(sequences, served, new MoleculeSet(split.validation(), encoding)));
        measured.put("testRmse", rmse(sequences, served, new MoleculeSet(split.test(), encoding)));
        MoleculeSet test = new MoleculeSet(split.test(), encoding);
        measured.put(
                "testRmseAveragedOverSpellings",
                Regression.rmse(
                        test.averagedOverSpellings(
                                settings.seed(), examples -> predictions(sequences, served, examples)),
                        test.targets()));
        return training;
    }
}
