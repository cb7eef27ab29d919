package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.TextNormalization;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.WordVectors;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/** Trains {@link ReviewGru} on texts. */
public final class TextRecipe implements Recipe {

    /**
     * Settings of the training.
     *
     * @param seed seed of the weights, the order of the texts and dropout
     * @param epochs passes over the texts
     * @param batch texts in each step
     * @param learningRate peak learning rate
     * @param weightDecay weight decay of Adam
     * @param vocabulary number of most frequent words in the vocabulary
     * @param maximumLength number of words used from the end of a text
     * @param gru see {@link ReviewGru}
     * @param dense see {@link ReviewGru}
     * @param wordDropout see {@link ReviewGru}
     */
    public record Settings(
            long seed,
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            int vocabulary,
            int maximumLength,
            int gru,
            int dense,
            double wordDropout) {

        /** Returns the settings for the paper's sentiment model. */
        public static Settings imdb() {
            return new Settings(1, 5, 64, 0.001, 0.01, 20_000, 500, 256, 128, 0.8);
        }

        /**
         * Returns the settings for other texts.
         *
         * @param records number of records to train on
         */
        public static Settings of(int records) {
            Settings imdb = imdb();
            return new Settings(
                    imdb.seed,
                    Math.max(3, Math.min(50, 110_000 / records)),
                    imdb.batch,
                    imdb.learningRate,
                    imdb.weightDecay,
                    imdb.vocabulary,
                    imdb.maximumLength,
                    imdb.gru,
                    imdb.dense,
                    imdb.wordDropout);
        }
    }

    private final Settings settings;
    private final Path vectors;

    /**
     * Creates a recipe.
     *
     * @param vectors file of initial word vectors; null for random vectors
     */
    public TextRecipe(Settings settings, Path vectors) {
        this.settings = settings;
        this.vectors = vectors;
    }

    @Override
    public String name() {
        return "bidirectional GRU";
    }

    @Override
    public JsonNode settings() {
        return JsonMapper.builder().build().valueToTree(settings);
    }

    @Override
    public ConfigProto session(ComputeDevice device) {
        return device.recurrentSession();
    }

    /** The vocabulary consists of the most frequent words of the training texts. */
    @Override
    public Encoded encoded(RecordSplit split) throws IOException {
        TextNormalization normalization = TextNormalization.UNICODE_1;
        List<String> texts = new ArrayList<>(split.size(Part.TRAIN));
        split.forEach(EnumSet.of(Part.TRAIN), (part, index, record) -> texts.add(((Review) record.input()).getText()));
        List<String> vocabulary = TextEncoding.vocabularyOf(texts, settings.vocabulary(), normalization);
        Manifest.Input input = Manifest.Input.texts(settings.maximumLength(), normalization);
        return new Encoded(input, new TextEncoding(vocabulary, input.tokens()), vocabulary);
    }

    @Override
    public Plan plan(Dataset dataset, Encoded encoded, OutputHead head) throws IOException {
        WordVectors known = vectors == null ? WordVectors.none() : WordVectors.read(vectors, encoded.vocabulary());
        ObjectNode further = JsonNodeFactory.instance.objectNode();
        if (vectors != null) {
            further.putObject("wordVectors")
                    .put("name", String.valueOf(vectors.getFileName()))
                    .put("sha256", Digests.sha256(vectors))
                    .put("words", known.byWord().size());
        }
        SortedMap<Integer, InputTensor> inputs = TokenLengths.upTo(settings.maximumLength(), TokenLengths.OF_TEXTS);
        SortedSet<Integer> lengths = new TreeSet<>(inputs.keySet());
        List<Batch.Example> train = dataset.examples(Part.TRAIN).asBatchExamples();
        return new Plan(
                new ReviewGru(
                        known.table(encoded.vocabulary(), settings.seed()),
                        known.width(),
                        settings.gru(),
                        settings.dense(),
                        settings.wordDropout(),
                        head),
                inputs,
                inputs,
                FrozenTraining.adam(settings.weightDecay()),
                FrozenTraining.schedule(settings.epochs(), settings.learningRate(), settings.seed(), 1),
                (epoch, random) -> Batch.cut(train, lengths, settings.batch(), random),
                further);
    }

    /** Stores the word embeddings, which are most of the file, in half precision. */
    @Override
    public GraphDef exported(GraphDef constants) {
        return GraphDefs.gatheredInHalfPrecision(constants, ReviewGru.TABLE);
    }
}
