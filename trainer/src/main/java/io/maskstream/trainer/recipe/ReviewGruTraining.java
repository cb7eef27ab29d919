package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Glove;
import io.maskstream.trainer.records.ImdbReviews;
import io.maskstream.trainer.records.ReviewSet;
import io.maskstream.trainer.records.Split;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;

/** Trains the sentiment model on IMDB's reviews and writes it as a frozen SavedModel. */
public final class ReviewGruTraining {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewGruTraining.class);

    /**
     * How to train.
     *
     * @param splitSeed which random tenth of the reviews for training is held out for validation
     * @param seed of weights, order and dropout
     * @param epochs passes over the reviews
     * @param batch reviews a step
     * @param learningRate peak
     * @param weightDecay of Adam
     * @param vocabulary largest number of words
     * @param maximumLength words that are taken of a review
     * @param gru see {@link ReviewGru}
     * @param dense see {@link ReviewGru}
     * @param wordDropout see {@link ReviewGru}
     */
    public record Settings(
            long splitSeed,
            long seed,
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            int vocabulary,
            int maximumLength,
            int gru,
            int dense,
            double wordDropout) {}

    private final Settings settings;
    private final ComputeDevice device;

    public ReviewGruTraining(Settings settings, ComputeDevice device) {
        this.settings = settings;
        this.device = device;
    }

    /**
     * Trains, measures and writes.
     *
     * @param data folder that holds {@value ImdbReviews#FOLDER} and {@value Glove#FILE}
     * @param out folder of the SavedModel
     * @param resume whether to go on from the checkpoint beside {@code out}
     */
    public void run(Path data, Path out, boolean resume) throws IOException {
        ImdbReviews reviews = ImdbReviews.read(data);
        Split<ImdbReviews.Review> split = ReviewSet.split(reviews, settings.splitSeed());
        TextEncoding encoding = ReviewSet.encoding(split.train(), settings.vocabulary(), settings.maximumLength());
        Map<String, float[]> vectors = Glove.read(data, encoding.vocabulary());
        LOG.info(
                "IMDB: {} reviews for training, {} for validation, {} for testing (split seed {}); {} of {} words start"
                        + " from GloVe; training on {}.",
                split.train().size(),
                split.validation().size(),
                split.test().size(),
                settings.splitSeed(),
                vectors.size(),
                encoding.vocabulary().size(),
                device);
        ReviewGru architecture = new ReviewGru(
                Glove.table(encoding.vocabulary(), vectors, settings.seed()),
                settings.gru(),
                settings.dense(),
                settings.wordDropout());
        List<Batch.Example> train = new ReviewSet(split.train(), encoding).examples();
        List<Batch.Example> validation = new ReviewSet(split.validation(), encoding).examples();
        SortedSet<Integer> lengths = ReviewSet.lengths(settings.maximumLength());
        String gloveSha256 = Digests.sha256(data.resolve(Glove.FILE));
        String fingerprint = settings + " " + encoding.normalization() + " " + reviews.sha256() + " " + gloveSha256;
        try (FrozenTraining training = new FrozenTraining(
                architecture,
                lengths,
                lengths,
                settings.seed(),
                FrozenTraining.adam(settings.weightDecay()),
                device.recurrentSession())) {
            TrainingLoop.Observer observer = (epoch, means) -> String.format(
                    Locale.ROOT,
                    "validation accuracy %.4f",
                    Classification.accuracy(training.predict(validation), validation));
            training.run(
                    FrozenTraining.schedule(settings.epochs(), settings.learningRate(), settings.seed(), 1),
                    (epoch, random) -> Batch.cut(train, lengths, settings.batch(), random),
                    FrozenTraining.checkpoint(out, fingerprint),
                    resume,
                    observer);
            GraphDef exported = GraphDefs.gatheredInHalfPrecision(training.constants(), ReviewGru.TABLE);
            ObjectNode description = describe(reviews, gloveSha256, vectors.size(), split);
            ObjectNode measured = description.putObject("measured").put("device", device.name());
            try (Graph graph = new Graph()) {
                graph.importGraphDef(exported);
                try (Session session = new Session(graph, device.recurrentSession())) {
                    measured.put("trainAccuracy", accuracy(session, training.served(), train));
                    measured.put("validationAccuracy", accuracy(session, training.served(), validation));
                    List<Batch.Example> test = new ReviewSet(split.test(), encoding).examples();
                    measured.put("testAccuracy", accuracy(session, training.served(), test));
                    measured.put(
                            "testAccuracyInSinglePrecision", Classification.accuracy(training.predict(test), test));
                }
            }
            FrozenCard card = new FrozenCard(
                    Manifest.Input.texts(encoding.maximumLength(), encoding.normalization()),
                    Manifest.Output.classes("sentiment", ReviewSet.CLASSES),
                    "bidirectional GRU on IMDB reviews",
                    training.served(),
                    description);
            FrozenModel.write(out, exported, card, encoding.vocabulary());
            LOG.info("Wrote the frozen model to {}: {}", out, measured);
        }
    }

    private static double accuracy(
            Session session, SortedMap<Integer, FrozenTensors> tensors, List<Batch.Example> examples) {
        return Classification.accuracy(FrozenTraining.predict(session, tensors, examples), examples);
    }

    private ObjectNode describe(
            ImdbReviews reviews, String gloveSha256, int wordsFromGlove, Split<ImdbReviews.Review> split) {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("data")
                .put("name", "IMDB (Maas et al. 2011), " + ImdbReviews.FOLDER)
                .put("sha256", reviews.sha256())
                .put("split", "a random tenth of the reviews for training held out, copies of a text on one side")
                .put("splitSeed", settings.splitSeed())
                .put("train", split.train().size())
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        training.putObject("wordVectors")
                .put("name", "GloVe (Pennington et al. 2014), " + Glove.FILE)
                .put("sha256", gloveSha256)
                .put("words", wordsFromGlove);
        training.putPOJO("settings", settings);
        return training;
    }
}
