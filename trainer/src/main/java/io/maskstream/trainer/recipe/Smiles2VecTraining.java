package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.trainer.evaluate.Regression;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Esol;
import io.maskstream.trainer.records.MoleculeSet;
import io.maskstream.trainer.records.Split;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        Smiles2Vec architecture = new Smiles2Vec(
                encoding.vocabulary().size(),
                settings.embedding(),
                settings.filters(),
                settings.gru(),
                settings.dropout(),
                settings.tokenDropout(),
                train.mean(),
                train.deviation());
        try (FrozenTraining training = new FrozenTraining(
                architecture,
                MoleculeSet.LENGTHS,
                MoleculeSet.LENGTHS,
                settings.seed(),
                FrozenTraining.adam(settings.weightDecay()),
                device.session())) {
            MoleculeSet validation = new MoleculeSet(split.validation(), encoding);
            TrainingLoop.Observer observer = (epoch, means) -> epoch % CHECKPOINT_EPOCHS == 0
                    ? String.format(Locale.ROOT, "validation RMSE %.3f", rmse(training, validation))
                    : "";
            training.run(
                    FrozenTraining.schedule(
                            settings.epochs(), settings.learningRate(), settings.seed(), CHECKPOINT_EPOCHS),
                    (epoch, random) ->
                            Batch.cut(train.enumerated(random, 0), MoleculeSet.LENGTHS, settings.batch(), random),
                    FrozenTraining.checkpoint(out, fingerprint(data)),
                    resume,
                    observer);
            FrozenCard card = new FrozenCard(
                    Manifest.Input.tokens(InputKind.MOLECULE, encoding.maximumLength()),
                    Manifest.Output.value("aqueous solubility", "log10 mol/L"),
                    "SMILES2vec CNN-GRU on ESOL",
                    training.served(),
                    describe(data, split, training, encoding));
            FrozenModel.write(out, training.constants(), card, encoding.vocabulary());
            LOG.info("Wrote the frozen model to {}: {}", out, card.training().get("measured"));
        }
    }

    private static float[] predict(FrozenTraining training, List<Batch.Example> molecules) {
        float[][] rows = training.predict(molecules);
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = rows[i][0];
        }
        return values;
    }

    private static double rmse(FrozenTraining training, MoleculeSet molecules) {
        return Regression.rmse(predict(training, molecules.examples()), molecules.targets());
    }

    private String fingerprint(Path data) throws IOException {
        return settings + " " + Digests.sha256(data.resolve(Esol.FILE));
    }

    private ObjectNode describe(Path data, Split<Esol.Molecule> split, FrozenTraining training, SmilesEncoding encoding)
            throws IOException {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description
                .putObject("data")
                .put("name", "ESOL (Delaney 2004), " + Esol.FILE)
                .put("sha256", Digests.sha256(data.resolve(Esol.FILE)))
                .put("split", "random 80/10/10 by molecule, copies of a molecule on one side")
                .put("splitSeed", settings.splitSeed())
                .put("train", split.train().size())
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        description.putPOJO("settings", settings);
        MoleculeSet test = new MoleculeSet(split.test(), encoding);
        description
                .putObject("measured")
                .put("device", device.name())
                .put("trainRmse", rmse(training, new MoleculeSet(split.train(), encoding)))
                .put("validationRmse", rmse(training, new MoleculeSet(split.validation(), encoding)))
                .put("testRmse", rmse(training, test))
                .put(
                        "testRmseAveragedOverSpellings",
                        Regression.rmse(
                                test.averagedOverSpellings(settings.seed(), examples -> predict(training, examples)),
                                test.targets()));
        return description;
    }
}
