package io.maskstream.streamer.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReleaseFetchTest {

    private static final long ROOM = 1 << 20;

    @TempDir
    Path store;

    @TempDir
    Path target;

    private ExplainerArtifact artifact;

    @BeforeEach
    void publish() {
        artifact = TinyExplainer.publish(store, "tiny");
    }

    @Test
    void copiesAFolder() throws IOException {
        ExplainerArtifact copy = fetch().fetch(Releases.of(artifact), target);

        assertThat(copy.folder()).isEqualTo(target);
        assertThat(copy.digest()).isEqualTo(artifact.digest());
        assertThat(Digests.ofFolder(target)).isEqualTo(Digests.ofFolder(artifact.folder()));
    }

    @Test
    void downloadsFromAUrl() throws IOException {
        try (FileServer server = new FileServer(store)) {
            fetch(server).fetch(Releases.of(artifact, server.url(artifact.folder())), target);
        }
        assertThat(Digests.ofFolder(target)).isEqualTo(Digests.ofFolder(artifact.folder()));
    }

    @Test
    void refusesAFileThatWasChanged() throws IOException {
        Files.writeString(artifact.savedModel().resolve("saved_model.pb"), "x", StandardOpenOption.APPEND);

        assertRefused(
                fetch(),
                Releases.of(artifact),
                Reason.DIGEST_MISMATCH,
                "saved_model/saved_model.pb is not the file with the SHA-256 digest");
    }

    @Test
    void readsNoFurtherThanAManifestThatWasNotAnnounced() throws IOException {
        ExplainerRelease release = Releases.of(artifact);
        Files.writeString(artifact.folder().resolve(ExplainerArtifact.MANIFEST), "\n", StandardOpenOption.APPEND);

        assertRefused(
                fetch(),
                release,
                Reason.DIGEST_MISMATCH,
                "manifest.json is not the file with the SHA-256 digest " + release.getDigest());
        assertThat(Digests.ofFolder(target).keySet())
                .hasSize(1)
                .allMatch(name -> name.endsWith(ExplainerArtifact.MANIFEST));
    }

    @Test
    void refusesAManifestThatLeadsOutOfItsFolder() throws IOException {
        Path manifest = artifact.folder().resolve(ExplainerArtifact.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest).replace("\"vocabulary.txt\"", "\"../vocabulary.txt\""));
        ExplainerRelease release = Releases.of(artifact);
        release.setDigest(Digests.sha256(manifest));

        assertRefused(fetch(), release, Reason.INVALID, "a file outside of its folder");
        assertThat(target).isDirectoryNotContaining("glob:**/vocabulary.txt");
    }

    @Test
    void refusesMoreBytesThanItMayTake() throws IOException {
        long size = Files.size(artifact.folder().resolve(ExplainerArtifact.MANIFEST))
                + Files.size(artifact.folder().resolve(ExplainerArtifact.VOCABULARY))
                + Files.size(artifact.savedModel().resolve("saved_model.pb"));

        fetch(size).fetch(Releases.of(artifact), Files.createDirectory(target.resolve("fits")));
        assertRefused(fetch(size - 1), Releases.of(artifact), Reason.TOO_LARGE, "releases.max.bytes");
    }

    @Test
    void refusesALocationWithoutTheRelease() throws IOException {
        try (FileServer server = new FileServer(store)) {
            assertRefused(
                    fetch(server),
                    Releases.of(artifact, server.url(store.resolve("none"))),
                    Reason.UNREACHABLE,
                    "manifest.json cannot be read: java.io.FileNotFoundException: the server answers 404");
        }
        assertRefused(
                fetch(),
                Releases.of(artifact, store.resolve("none").toString()),
                Reason.UNREACHABLE,
                "NoSuchFileException");
    }

    @Test
    void doesNotWaitForEverForAServerThatFallsSilent() throws IOException {
        assertRefusedFromSilentServer(Duration.ofSeconds(2), Duration.ofMinutes(1), "is too slow or has stalled");
    }

    @Test
    void doesNotGoOnForLongerThanItsPatience() throws IOException {
        assertRefusedFromSilentServer(Duration.ofMinutes(1), Duration.ofMillis(200), "takes more than");
    }

    /** The server sends the headers and the first of a thousand bytes, and then leaves the connection open. */
    private void assertRefusedFromSilentServer(Duration silence, Duration patience, String words) throws IOException {
        try (HostileServer server =
                HostileServer.repeating("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", "", 100)) {
            AllowedLocations locations = new AllowedLocations(List.of(), List.of(server.host()));
            assertRefused(
                    new ReleaseFetch(ROOM, locations, silence, patience),
                    Releases.of(artifact, server.url()),
                    Reason.UNREACHABLE,
                    words);
        }
    }

    private ReleaseFetch fetch() {
        return fetch(ROOM);
    }

    private ReleaseFetch fetch(long largestBytes) {
        return new ReleaseFetch(largestBytes, AllowedLocations.ofFolders(store));
    }

    private static ReleaseFetch fetch(FileServer server) {
        return new ReleaseFetch(ROOM, new AllowedLocations(List.of(), List.of(server.host())));
    }

    private void assertRefused(ReleaseFetch fetch, ExplainerRelease release, Reason reason, String words) {
        assertThatThrownBy(() -> fetch.fetch(release, Files.createTempDirectory(target, "fetched")))
                .asInstanceOf(type(ReleaseRefusedException.class))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason))
                .satisfies(refused -> assertThat(refused).hasMessageContaining(words));
    }
}
