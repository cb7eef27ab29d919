package io.maskstream.streamer.drift;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.VocabularyFile;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.ServedExplainers;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the cost of drift detection relative to an explanation, in processor time of the calling thread: full
 * batches, best of three rounds. Texts have 230 words of the vocabulary, the mean length of the reviews, with frequent
 * words more often. To be started by hand from the folder of this module, with the folder of the explainers as
 * argument:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/class-path.txt
 * java -cp target/classes:target/test-classes:$(cat target/class-path.txt) \
 *     io.maskstream.streamer.drift.DriftBench ../deploy/explainers
 * </pre>
 */
final class DriftBench {

    private static final int BATCH = 32;
    private static final int BATCHES = 8;
    private static final int ROUNDS = 3;
    private static final int WINDOW = 4000;
    private static final int REPEATS = 20;
    private static final int WORDS = 230;
    private static final int SIDE = 32;

    private static final List<String> MOLECULES = List.of(
            "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "CCO", "OCC1OC(O)C(O)C(O)C1O", "c1ccc2ccccc2c1");

    private DriftBench() {}

    /** Expects the folder of the explainers as argument. */
    public static void main(String[] arguments) throws IOException {
        ArtifactStore store = new ArtifactStore(Path.of(arguments[0]));
        PrintStream out = System.out;
        out.println("| explainer | explaining, µs a record | drift, µs a record | share | figures, ms |");
        out.println("| --- | --- | --- | --- | --- |");
        for (String name : List.of("esol", "imdb", "cifar10")) {
            measure(store.openLatest(name), out);
        }
    }

    private static void measure(ExplainerArtifact artifact, PrintStream out) throws IOException {
        Explainer explainer = Explainer.load(artifact);
        try (ServedExplainers served = new ServedExplainers(List.of(explainer))) {
            DriftMonitor monitor = new DriftMonitor(served, WINDOW, System::nanoTime);
            if (!monitor.observes(explainer)) {
                throw new IOException("The explainer in " + artifact.folder() + " has no profile.");
            }
            List<List<EncodedInput>> batches = batches(artifact, explainer);
            int length = batches.stream()
                    .flatMap(List::stream)
                    .mapToInt(explainer::graphLength)
                    .max()
                    .orElseThrow();
            long explaining = Long.MAX_VALUE;
            long counting = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                List<List<ModelOutput>> outputs = new ArrayList<>();
                explaining = Math.min(
                        explaining,
                        nanos(() -> batches.forEach(batch -> outputs.add(explainer.explain(batch, length, false)))));
                counting = Math.min(counting, nanos(() -> {
                    for (int i = 0; i < REPEATS * BATCHES; i++) {
                        monitor.explained(explainer, batches.get(i % BATCHES), outputs.get(i % BATCHES));
                    }
                }));
            }
            double records = BATCH * BATCHES;
            double explained = explaining / records / 1e3;
            double counted = counting / records / REPEATS / 1e3;
            long figures = nanos(monitor::figures);
            out.printf(
                    "| %s | %.0f | %.2f | %.2f%% | %.1f |%n",
                    artifact.manifest().name(), explained, counted, 100 * counted / explained, figures / 1e6);
        }
    }

    private static long nanos(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - start;
    }

    private static List<List<EncodedInput>> batches(ExplainerArtifact artifact, Explainer explainer)
            throws IOException {
        List<String> vocabulary = explainer.kind() == InputKind.REVIEW
                ? VocabularyFile.read(
                        artifact.folder().resolve(ExplainerArtifact.VOCABULARY),
                        artifact.manifest().input().tokens().unit())
                : List.of();
        Random random = new Random(1);
        return IntStream.range(0, BATCHES)
                .mapToObj(batch -> IntStream.range(0, BATCH)
                        .mapToObj(i -> explainer.encoding().encode(input(explainer.kind(), vocabulary, random)))
                        .toList())
                .toList();
    }

    private static Object input(InputKind kind, List<String> vocabulary, Random random) {
        return switch (kind) {
            case MOLECULE -> new Molecule(MOLECULES.get(random.nextInt(MOLECULES.size())));
            case REVIEW ->
                new Review(IntStream.range(0, WORDS)
                        .mapToObj(i -> vocabulary.get((int) Math.pow(vocabulary.size(), random.nextDouble())))
                        .collect(Collectors.joining(" ")));
            case IMAGE -> {
                byte[] pixels = new byte[3 * SIDE * SIDE];
                random.nextBytes(pixels);
                yield new Image(ByteBuffer.wrap(pixels), new ImageSize(SIDE, SIDE));
            }
        };
    }
}
