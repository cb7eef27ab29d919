package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.SmilesEnumeration;
import io.maskstream.trainer.records.augmentation.RandomSpellings;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tensorflow.proto.ConfigProto;

/** Trains {@link Smiles2Vec} on molecules. Every epoch uses each molecule once, in another order of its atoms. */
public final class MoleculeRecipe implements Recipe {

    /** Representation of a molecule in the model's input. */
    public enum Form {
        /** The canonical form, which does not depend on the spelling, by atom. */
        CANONICAL,
        /** The SMILES string as it is written, by character. */
        AS_WRITTEN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Settings of the training.
     *
     * @param form representation of the molecules
     * @param seed seed of the weights, the spellings, the order of the molecules and dropout
     * @param epochs passes over the molecules
     * @param batch molecules in each step
     * @param learningRate peak learning rate
     * @param weightDecay weight decay of Adam
     * @param maximumLength largest length of a string in tokens; tokens are characters or, in the canonical form,
     *     atoms, bonds, brackets and ring closures. Longer molecules are rejected
     * @param embedding see {@link Smiles2Vec}
     * @param filters see {@link Smiles2Vec}
     * @param gru see {@link Smiles2Vec}
     * @param dropout see {@link Smiles2Vec}
     * @param tokenDropout see {@link Smiles2Vec}
     */
    public record Settings(
            Form form,
            long seed,
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            int maximumLength,
            int embedding,
            int filters,
            int gru,
            double dropout,
            double tokenDropout) {

        /** Returns the settings for the paper's model of aqueous solubility. */
        public static Settings esol() {
            return new Settings(Form.CANONICAL, 1, 100, 32, 0.002, 0.01, 104, 48, 96, 96, 0.1, 0);
        }

        /**
         * Returns the settings for other molecules.
         *
         * @param records number of records to train on
         */
        public static Settings of(int records) {
            Settings esol = esol();
            return new Settings(
                    esol.form,
                    esol.seed,
                    Math.max(5, Math.min(esol.epochs, 100_000 / records)),
                    esol.batch,
                    esol.learningRate,
                    esol.weightDecay,
                    esol.maximumLength,
                    esol.embedding,
                    esol.filters,
                    esol.gru,
                    esol.dropout,
                    esol.tokenDropout);
        }
    }

    private static final int CHECKPOINT_EPOCHS = 10;

    /**
     * Share of the atoms that are generalised (see {@link SmilesEncoding#shuffled}); three quarters of the molecules in
     * a solubility data set then keep all of theirs.
     */
    private static final double VAGUE = 0.02;

    /** Token for atoms that the vocabulary lacks. */
    private static final String UNKNOWN = "[UNK]";

    private final Settings settings;

    public MoleculeRecipe(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "SMILES2vec CNN-GRU";
    }

    @Override
    public JsonNode settings() {
        return JsonMapper.builder().build().valueToTree(settings);
    }

    @Override
    public ConfigProto session(ComputeDevice device) {
        return device.session();
    }

    /**
     * The vocabulary consists of the tokens of the molecules' canonical forms, or of the characters of their own
     * spellings and of CDK's.
     */
    @Override
    public Encoded encoded(RecordSplit split) throws IOException {
        return settings.form() == Form.CANONICAL ? canonical(split) : asWritten(split);
    }

    private Encoded canonical(RecordSplit split) throws IOException {
        List<String> molecules = new ArrayList<>();
        split.forEach(
                EnumSet.allOf(Part.class),
                (part, index, record) -> molecules.add(((Molecule) record.input()).getSmiles()));
        List<String> vocabulary = SmilesEncoding.canonicalVocabularyOf(molecules, UNKNOWN);
        TokenInput tokens = TokenInput.atoms(settings.maximumLength());
        return new Encoded(
                new Manifest.Input(InputKind.MOLECULE, tokens, null),
                new SmilesEncoding(vocabulary, tokens),
                vocabulary);
    }

    private Encoded asWritten(RecordSplit split) throws IOException {
        List<String> spellings = new ArrayList<>();
        split.forEach(EnumSet.allOf(Part.class), (part, index, record) -> {
            String smiles = ((Molecule) record.input()).getSmiles().strip();
            spellings.add(smiles);
            spellings.add(SmilesEnumeration.canonical(SmilesAtoms.parse(smiles)));
        });
        List<String> vocabulary = SmilesEncoding.vocabularyOf(spellings);
        Manifest.Input input = Manifest.Input.tokens(InputKind.MOLECULE, settings.maximumLength());
        return new Encoded(input, new SmilesEncoding(vocabulary, input.tokens()), vocabulary);
    }

    @Override
    public Plan plan(Dataset dataset, Encoded encoded, OutputHead head) throws IOException {
        SortedMap<Integer, InputTensor> inputs = TokenLengths.upTo(settings.maximumLength(), TokenLengths.OF_MOLECULES);
        SortedSet<Integer> lengths = new TreeSet<>(inputs.keySet());
        Dataset.Examples train = dataset.examples(Part.TRAIN);
        RandomSpellings spellings =
                new RandomSpellings(train, dataset.originals(Part.TRAIN), encoded.encoding(), VAGUE);
        return new Plan(
                new Smiles2Vec(
                        encoded.vocabulary().size(),
                        settings.embedding(),
                        settings.filters(),
                        settings.gru(),
                        settings.dropout(),
                        settings.tokenDropout(),
                        head),
                inputs,
                inputs,
                FrozenTraining.adam(settings.weightDecay()),
                FrozenTraining.schedule(settings.epochs(), settings.learningRate(), settings.seed(), CHECKPOINT_EPOCHS),
                (epoch, random) -> Batch.cut(spellings.of(random, 0), lengths, settings.batch(), random),
                JsonNodeFactory.instance.objectNode());
    }
}
