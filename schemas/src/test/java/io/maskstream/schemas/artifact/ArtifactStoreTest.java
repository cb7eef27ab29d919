package io.maskstream.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-03T04:05:06.789Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Path root;
    private ArtifactStore store;

    @BeforeEach
    void create() {
        root = folder.resolve("explainers");
        store = new ArtifactStore(root, CLOCK);
    }

    @Test
    void publishesTheNextVersion() {
        ExplainerArtifact first = store.publish(Drafts.named("esol"), Drafts::write);
        ExplainerArtifact second = store.publish(Drafts.named("esol"), Drafts::write);

        assertThat(first.folder()).isEqualTo(root.resolve("esol/1"));
        assertThat(first.manifest().version()).isEqualTo(1);
        assertThat(first.manifest().created()).isEqualTo("2026-02-03T04:05:06Z");
        assertThat(first.manifest().files()).containsOnlyKeys("saved_model/saved_model.pb", "vocabulary.txt");
        assertThat(second.manifest().version()).isEqualTo(2);
        assertThat(store.versions("esol")).containsExactly(1, 2);
    }

    @Test
    void opensWhatItPublished() throws IOException {
        ExplainerArtifact published = store.publish(Drafts.named("esol"), Drafts::write);

        ExplainerArtifact opened = store.open("esol", 1);

        assertThat(opened).isEqualTo(published);
        assertThat(opened.digest()).isEqualTo(Digests.sha256(root.resolve("esol/1/manifest.json")));
        assertThat(opened.savedModel()).isEqualTo(root.resolve("esol/1/saved_model"));
    }

    @Test
    void continuesBehindTheHighestVersionAndOpensIt() throws IOException {
        for (int i = 0; i < 3; i++) {
            store.publish(Drafts.named("esol"), Drafts::write);
        }
        deleteRecursively(root.resolve("esol/1"));
        deleteRecursively(root.resolve("esol/2"));
        Files.move(root.resolve("esol/3"), root.resolve("esol/9"));

        assertThat(store.publish(Drafts.named("esol"), Drafts::write).manifest().version())
                .isEqualTo(10);
        assertThat(store.versions("esol")).containsExactly(9, 10);
        assertThat(store.openLatest("esol").manifest().version()).isEqualTo(10);
    }

    @Test
    void listsExplainersThatHaveAVersion() throws IOException {
        store.publish(Drafts.named("imdb"), Drafts::write);
        store.publish(Drafts.named("esol"), Drafts::write);
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("notes/drafts"));
        Files.createDirectories(root.resolve("zero/0"));
        Files.writeString(root.resolve("esol/7"), "a file, no version");
        Files.writeString(root.resolve("README"), "");

        assertThat(store.explainers()).containsExactly("esol", "imdb");
        assertThat(store.versions("esol")).containsExactly(1);
        assertThat(store.versions("nobody")).isEmpty();
    }

    @Test
    void saysWhichExplainersThereAreInsteadOfTheOneAskedFor() {
        assertInvalid(
                () -> store.openLatest("esol"),
                "There is no explainer named 'esol' in " + root + "; it is not a folder.");

        store.publish(Drafts.named("imdb"), Drafts::write);
        store.publish(Drafts.named("cifar"), Drafts::write);

        assertInvalid(
                () -> store.openLatest("esol"),
                "There is no explainer named 'esol' in " + root + "; it has cifar, imdb.");
        assertInvalid(
                () -> store.open("imdb", 2),
                "There is no explainer in " + root.resolve("imdb/2") + ": it has no manifest.json.");
    }

    @Test
    void refusesAnArtifactInAnothersPlace() throws IOException {
        store.publish(Drafts.named("esol"), Drafts::write);
        Files.move(root.resolve("esol"), root.resolve("imdb"));
        assertInvalid(
                () -> store.openLatest("imdb"), "The manifest in " + root.resolve("imdb/1") + " is that of esol 1.");

        Files.move(root.resolve("imdb"), root.resolve("esol"));
        Files.move(root.resolve("esol/1"), root.resolve("esol/2"));
        assertInvalid(
                () -> store.openLatest("esol"), "The manifest in " + root.resolve("esol/2") + " is that of esol 1.");
    }

    @Test
    void concurrentPublishersGetAVersionEach() throws Exception {
        int publishers = 8;
        CyclicBarrier written = new CyclicBarrier(publishers);
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            Callable<Integer> publication = () -> store.publish(Drafts.named("esol"), folder -> {
                        Drafts.write(folder);
                        await(written);
                    })
                    .manifest()
                    .version();
            List<Integer> versions = new ArrayList<>();
            for (Future<Integer> result : threads.invokeAll(
                    IntStream.range(0, publishers).mapToObj(i -> publication).toList())) {
                versions.add(result.get());
            }
            assertThat(versions).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.versions("esol")).allSatisfy(version -> store.open("esol", version));
        assertThat(children(root.resolve("esol"))).hasSize(publishers);
    }

    @Test
    void showsNothingOfAnUnfinishedPublication() {
        store.publish(Drafts.named("esol"), staged -> {
            Drafts.write(staged);
            assertThat(store.explainers()).isEmpty();
            assertThat(store.versions("esol")).isEmpty();
        });
    }

    @Test
    void showsNothingOfAPublisherThatWasKilled() throws IOException {
        store.publish(Drafts.named("esol"), Drafts::write);
        // The state between the last write and the rename.
        Files.move(root.resolve("esol/1"), root.resolve("esol/.publishing-4711"));

        assertThat(store.explainers()).isEmpty();
        assertInvalid(
                () -> store.openLatest("esol"), "There is no explainer named 'esol' in " + root + "; it has none.");
        assertThat(store.publish(Drafts.named("esol"), Drafts::write).manifest().version())
                .isEqualTo(1);
    }

    @Test
    void leavesNothingOfAPublicationThatFailed() throws IOException {
        assertThatThrownBy(() -> store.publish(Drafts.named("esol"), staged -> {
                    Drafts.write(staged);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot publish the explainer esol into " + root)
                .hasRootCauseMessage("disk full");
        assertThatThrownBy(() -> store.publish(Drafts.named("esol"), staged -> {
                    throw new IllegalStateException("out of luck");
                }))
                .hasMessage("out of luck");

        assertThat(children(root.resolve("esol"))).isEmpty();
    }

    @Test
    void publishesNoArtifactWithoutASavedModel() throws IOException {
        assertThatThrownBy(() -> store.publish(
                        Drafts.named("esol"), staged -> Files.writeString(staged.resolve("vocabulary.txt"), "C\n")))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessageEndingWith(" lists no saved_model.");

        assertThat(children(root.resolve("esol"))).isEmpty();
    }

    @Test
    void failsWhereSomethingElseHoldsThePlaceOfTheVersion() throws IOException {
        Files.createDirectories(root.resolve("esol"));
        Files.writeString(root.resolve("esol/1"), "a file");

        assertThatThrownBy(() -> store.publish(Drafts.named("esol"), Drafts::write))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(children(root.resolve("esol"))).containsExactly(root.resolve("esol/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".hidden", "a/b", "../elsewhere", "a b", "\u00e9sol", "-x"})
    void refusesANameThatIsNoFolder(String name) {
        assertThatThrownBy(() -> Drafts.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("'" + name + "' is not valid");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private static void deleteRecursively(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void assertInvalid(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessage(message);
    }
}
