package io.maskstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.WordVectors;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.SequentialSession;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The sentiment model on generated reviews of 20 words, one of which is positive and one negative. */
class ReviewGruTest {

    private static final int WORDS = 20;
    private static final int GOOD = 7;
    private static final int BAD = 13;
    private static final SortedMap<Integer, InputTensor> INPUTS = TokenLengths.upTo(16, List.of(8));
    private static final SortedSet<Integer> LENGTHS = new TreeSet<>(INPUTS.keySet());
    private static final TrainingLoop.Observer QUIET = (epoch, means) -> "";

    @TempDir
    Path folder;

    @Test
    void learnsWhichWordsDecide() throws IOException {
        List<Batch.Example> unseen = reviews(300, new Random(99));
        try (FrozenTraining training = training()) {
            assertThat(accuracy(training.predict(inputs(unseen)), unseen)).isLessThan(0.9);

            run(training, 12, "a", false);

            float[][] probabilities = training.predict(inputs(unseen));
            assertThat(accuracy(probabilities, unseen)).isGreaterThan(0.98);
            for (float[] row : probabilities) {
                assertThat(row[0] + row[1]).isCloseTo(1, within(1e-5f));
            }
        }
    }

    @Test
    void theLossIsTheMeanSurpriseAtTheClass() throws IOException {
        List<Batch.Example> reviews = reviews(16, new Random(2));
        try (FrozenTraining training = training(0, 0, ComputeDevice.CPU.recurrentSession())) {
            double surprise = 0;
            float[][] probabilities = training.predict(inputs(reviews));
            for (int i = 0; i < reviews.size(); i++) {
                surprise -= Math.log(probabilities[i][(int) reviews.get(i).target()]) / reviews.size();
            }
            List<Float> losses = new ArrayList<>();

            training.run(
                    FrozenTraining.schedule(1, 1e-9, 1, 1),
                    (epoch, random) -> Batch.cut(reviews, LENGTHS, 64, null),
                    FrozenTraining.checkpoint(folder.resolve("loss"), TextNode.valueOf("")),
                    false,
                    (epoch, means) -> {
                        losses.add(means.get("loss"));
                        return "";
                    });

            assertThat(losses.get(0)).isCloseTo((float) surprise, within(1e-5f));
        }
    }

    @Test
    void aResumedTrainingEndsWhereAnUninterruptedOneDoes() throws IOException {
        GraphDef uninterrupted;
        try (FrozenTraining training = training(SequentialSession.CONFIG)) {
            run(training, 3, "a", false);
            uninterrupted = training.constants();
        }
        try (FrozenTraining training = training(SequentialSession.CONFIG)) {
            TrainingLoop.Epochs killed = (epoch, random) -> {
                if (epoch == 2) {
                    throw new IllegalStateException("killed");
                }
                return epochs().batches(epoch, random);
            };
            assertThatThrownBy(() ->
                            training.run(FrozenTraining.schedule(3, 0.01, 1, 1), killed, checkpoint("b"), false, QUIET))
                    .hasMessage("killed");
        }
        try (FrozenTraining training = training(SequentialSession.CONFIG)) {
            run(training, 3, "b", true);

            // isEqualTo would print both graphs in case of a difference.
            assertThat(training.constants().equals(uninterrupted)).isTrue();
        }
    }

    @Test
    void theExportedGraphHasNothingAtPaddingAndSaysTheSameAtEveryLength() {
        int[] review = {3, GOOD, 5};
        try (FrozenTraining training = training();
                Graph graph = new Graph()) {
            graph.importGraphDef(training.constants());
            try (Session session = new Session(graph)) {
                Map<Integer, float[]> features = new TreeMap<>();
                Map<Integer, float[]> predictions = new TreeMap<>();
                training.served().forEach((length, tensors) -> {
                    features.put(length, fetch(session, tensors.input(), review, length, tensors.features()));
                    predictions.put(length, fetch(session, tensors.input(), review, length, tensors.prediction()));
                    assertThat(fetch(session, tensors.input(), review, length, tensors.maskable()))
                            .hasSize(length * WordVectors.none().width());
                });

                int words = review.length * 2 * 6;
                assertThat(features.get(8)).hasSize(8 * 2 * 6);
                for (int i = 0; i < features.get(16).length; i++) {
                    float expected = i < words ? features.get(8)[i] : 0;
                    assertThat(features.get(16)[i]).isCloseTo(expected, within(1e-6f));
                }
                for (int i = 0; i < words; i += 6) {
                    assertThat(IntStream.range(i, i + 6)
                                    .mapToDouble(j -> Math.abs(features.get(8)[j]))
                                    .sum())
                            .isGreaterThan(1e-3);
                }
                assertThat(predictions.get(8)).hasSize(2);
                assertThat(predictions.get(8)[1]).isCloseTo(predictions.get(16)[1], within(1e-6f));
            }
        }
    }

    @Test
    void roundingTheEmbeddingsChangesProbabilitiesLittle() throws IOException {
        List<Batch.Example> unseen = reviews(100, new Random(99));
        try (FrozenTraining training = training();
                Graph graph = new Graph()) {
            run(training, 3, "a", false);
            float[][] exact = training.predict(inputs(unseen));
            graph.importGraphDef(GraphDefs.gatheredInHalfPrecision(training.constants(), ReviewGru.TABLE));
            try (Session session = new Session(graph)) {
                float[][] rounded = training.predict(session, inputs(unseen));
                boolean differs = false;
                for (int i = 0; i < exact.length; i++) {
                    assertThat(rounded[i][1]).isCloseTo(exact[i][1], within(2e-3f));
                    differs |= rounded[i][1] != exact[i][1];
                }
                assertThat(differs).isTrue();
            }
        }
    }

    private static ReviewGru architecture(double wordDropout) {
        List<String> vocabulary =
                IntStream.rangeClosed(1, WORDS).mapToObj(i -> "word" + i).toList();
        WordVectors none = WordVectors.none();
        return new ReviewGru(none.table(vocabulary, 4), none.width(), 6, 8, wordDropout, new OutputHead.Classes(2));
    }

    private static FrozenTraining training() {
        return training(ComputeDevice.CPU.recurrentSession());
    }

    private static FrozenTraining training(ConfigProto config) {
        return training(0.5, 0.01, config);
    }

    private static FrozenTraining training(double wordDropout, double weightDecay, ConfigProto config) {
        Recipe.Plan plan = new Recipe.Plan(
                architecture(wordDropout),
                INPUTS,
                INPUTS,
                FrozenTraining.adam(weightDecay),
                FrozenTraining.schedule(1, 0.01, 5, 1),
                epochs(),
                JsonNodeFactory.instance.objectNode());
        return new FrozenTraining(plan, 5, Map.of(), config);
    }

    private static List<EncodedInput> inputs(List<Batch.Example> reviews) {
        return reviews.stream().map(Batch.Example::input).toList();
    }

    private void run(FrozenTraining training, int epochs, String name, boolean resume) throws IOException {
        training.run(FrozenTraining.schedule(epochs, 0.01, 1, 1), epochs(), checkpoint(name), resume, QUIET);
    }

    private Checkpoint checkpoint(String name) {
        return FrozenTraining.checkpoint(folder.resolve(name), TextNode.valueOf("same"));
    }

    private static TrainingLoop.Epochs epochs() {
        return (epoch, random) -> Batch.cut(reviews(320, new Random(epoch)), LENGTHS, 32, random);
    }

    /** Generates filler texts of 4 to 16 words, one of which is replaced by a deciding word. */
    private static List<Batch.Example> reviews(int count, Random random) {
        List<Batch.Example> reviews = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = new int[4 + random.nextInt(13)];
            for (int t = 0; t < ids.length; t++) {
                do {
                    ids[t] = 1 + random.nextInt(WORDS);
                } while (ids[t] == GOOD || ids[t] == BAD);
            }
            ids[random.nextInt(ids.length)] = i % 2 == 0 ? GOOD : BAD;
            reviews.add(new Batch.Example(new TokenSequence(ids, List.of()), i % 2 == 0 ? 1 : 0));
        }
        return reviews;
    }

    private static double accuracy(float[][] probabilities, List<Batch.Example> reviews) {
        return IntStream.range(0, probabilities.length)
                        .filter(i -> probabilities[i][(int) reviews.get(i).target()] > 0.5)
                        .count()
                / (double) probabilities.length;
    }

    private static float[] fetch(Session session, String input, int[] review, int length, String output) {
        int[] padded = Arrays.copyOf(review, length);
        try (TInt32 ids = TInt32.tensorOf(Shape.of(1, length), DataBuffers.of(padded));
                Result result = session.runner().feed(input, ids).fetch(output).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] flat = new float[(int) tensor.size()];
            tensor.copyTo(DataBuffers.of(flat));
            return flat;
        }
    }
}
