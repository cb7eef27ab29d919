package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the numbers of a record depend on, with the shipped explainers. */
class ReproducibilityTest {

    private static final ArtifactStore SHIPPED = new ArtifactStore(Path.of("..", "deploy", "explainers"));

    /** Matrix products are divided into tiles; none of these sizes fills a tile. */
    private static final int[] SIZES = {1, 5, 13};

    /** Measured differences: 1.5e-5 for images, 5.6e-6 for reviews, 1.3e-6 for molecules. */
    private static final double BOUND = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"esol", "imdb", "cifar10"})
    void theOtherRecordsOfABatchDoNotChangeABit(String name) {
        try (Explainer explainer = Explainer.load(SHIPPED.openLatest(name))) {
            List<EncodedInput> some = inputs(explainer, 1);
            List<EncodedInput> others = inputs(explainer, 2);
            for (int size : SIZES) {
                List<EncodedInput> batch = some.subList(0, size);
                List<ModelOutput> outputs = explain(explainer, batch);
                assertSame(explain(explainer, batch), outputs);
                int place = size / 2;
                List<EncodedInput> mixed = new ArrayList<>(others.subList(0, size));
                mixed.set(place, batch.get(place));
                assertSame(List.of(explain(explainer, mixed).get(place)), List.of(outputs.get(place)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"esol", "imdb"})
    void theSizeOfABatchChangesTheLastDigitsAlone(String name) {
        try (Explainer explainer = Explainer.load(SHIPPED.openLatest(name))) {
            List<EncodedInput> inputs = inputs(explainer, 3);
            ModelOutput alone = explain(explainer, inputs.subList(0, 1)).get(0);
            for (int size : SIZES) {
                ModelOutput together =
                        explain(explainer, inputs.subList(0, size)).get(0);
                assertThat(difference(together, alone)).isLessThan(BOUND);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "imdb")
    void threadsThatExplainSideBySideDoNotChangeABit(String name) throws Exception {
        try (Explainer explainer = Explainer.load(SHIPPED.openLatest(name))) {
            List<EncodedInput> inputs = inputs(explainer, 4);
            List<ModelOutput> expected = explain(explainer, inputs);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<List<ModelOutput>>> answers = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> explain(explainer, inputs)))
                        .toList();
                for (Future<List<ModelOutput>> answer : answers) {
                    assertSame(answer.get(), expected);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Returns inputs of the same graph length. */
    private static List<EncodedInput> inputs(Explainer explainer, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, SIZES[SIZES.length - 1])
                .mapToObj(i -> explainer.encoding().encode(input(explainer, random)))
                .toList();
    }

    private static Object input(Explainer explainer, Random random) {
        return switch (explainer.kind()) {
            case MOLECULE -> new Molecule("C" + pick(random, "C", "O", "N", "S") + "C".repeat(random.nextInt(12)));
            case REVIEW ->
                new Review(IntStream.range(0, 8 + random.nextInt(20))
                        .mapToObj(
                                i -> pick(random, "a", "good", "slow", "film", "but", "wonderful", "ending", "boring"))
                        .reduce("it", (a, b) -> a + " " + b));
            case IMAGE -> {
                byte[] rgb = new byte[32 * 32 * 3];
                random.nextBytes(rgb);
                yield new Image(ByteBuffer.wrap(rgb), new ImageSize(32, 32));
            }
        };
    }

    private static String pick(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }

    private static List<ModelOutput> explain(Explainer explainer, List<EncodedInput> inputs) {
        int length = inputs.stream().mapToInt(explainer::graphLength).max().orElseThrow();
        return explainer.explain(inputs, length, false);
    }

    private static void assertSame(List<ModelOutput> outputs, List<ModelOutput> expected) {
        assertThat(outputs).hasSameSizeAs(expected);
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(numbers(outputs.get(i))).containsExactly(numbers(expected.get(i)));
        }
    }

    private static double difference(ModelOutput one, ModelOutput other) {
        double[] a = numbers(one);
        double[] b = numbers(other);
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]) / Math.max(1, Math.abs(b[i])))
                .max()
                .orElseThrow();
    }

    private static double[] numbers(ModelOutput output) {
        return Arrays.asList(output.prediction(), output.mask(), output.evidence()[0].values()).stream()
                .flatMapToDouble(numbers -> IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]))
                .toArray();
    }
}
