package io.maskstream.streamer.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases of a hostile publisher: each is refused and counted soon, and the next good release is taken. */
@Timeout(120)
class HostileReleasesTest {

    private static final Duration READ_PATIENCE = Duration.ofMillis(700);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Optional<InputKind> MOLECULE = Optional.of(InputKind.MOLECULE);

    /**
     * Time for any refusal, from that of a file to that of the slowest server, with room for other work on the machine.
     */
    private static final Duration SOON = Duration.ofSeconds(25);

    @TempDir
    Path root;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private final ReleaseMetrics metrics = new ReleaseMetrics(registry);
    private Path store;
    private Path temporary;
    private ExplainerArtifact artifact;

    @BeforeEach
    void publish() throws IOException {
        store = Files.createDirectory(root.resolve("store"));
        temporary = Files.createDirectory(root.resolve("tmp"));
        artifact = TinyExplainer.publish(store, "tiny");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "vocabulary.txt", "saved_model/saved_model.pb"})
    void aPipeInThePlaceOfAFileHoldsNobody(String name) throws Exception {
        ExplainerRelease release = Releases.of(artifact);
        Path file = artifact.folder().resolve(name);
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        assertRefused(release, "unreachable");
        assertThat(refusedFromStore()).isEqualTo(ReleaseRefusedException.Reason.UNREACHABLE);
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/proc/self/environ", "/proc/self/root/etc/hostname"})
    void aLinkToWhatIsNoFileOfAReleaseIsNotFollowed(String target) throws IOException {
        ExplainerRelease release = Releases.of(artifact);
        Path file = artifact.folder().resolve("vocabulary.txt");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of(target));

        assertRefused(release, "not_allowed");
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void aFolderBehindALinkOutOfTheRootsIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        ExplainerArtifact outside = TinyExplainer.publish(elsewhere, "tiny");
        Path link = Files.createSymbolicLink(store.resolve("link"), outside.folder());

        assertRefused(Releases.of(outside, link.toString()), "not_allowed");
        assertRefused(Releases.of(outside, store + "/../elsewhere/tiny/1"), "not_allowed");
        assertRefused(Releases.of(outside, "/proc/self/root" + outside.folder()), "not_allowed");
        assertRefused(Releases.of(outside, outside.folder().toString()), "not_allowed");
        assertRefused(Releases.of(outside, store + "x/tiny/1"), "not_allowed");
        assertTaken(Releases.of(artifact, "/proc/self/root" + artifact.folder()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "a\u0000b",
                "file:///etc",
                "ftp://127.0.0.1/x",
                "jar:http://127.0.0.1/x!/",
                "http://",
                "https:///x",
                "http://[",
                "http://%00/",
                "http://127.0.0.1:1@HOST/tiny/1",
                "http://HOST@127.0.0.1:1/tiny/1",
                "http://user:password@HOST/tiny/1",
                "http://HOST.evil.example/tiny/1",
                "http://127.0.0.1./tiny/1",
                "http://127.1/tiny/1",
                "http://2130706433/tiny/1",
                "http://[::1]/tiny/1",
                "http://[::ffff:127.0.0.1]/tiny/1",
                "http://ex\u00e4mple/tiny/1",
                "http://HOST/tiny/1?x",
                "http://HOST/tiny/1#x",
                "https://127.0.0.1/tiny/1",
                "http://127.0.0.1/tiny/1"
            })
    void aLocationThatIsNotAllowedIsNeitherOpenedNorCalled(String location) throws IOException {
        try (HostileServer server = HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) {
            ReleaseIntake intake = intake(server.host());
            ExplainerRelease release = Releases.of(artifact, location.replace("HOST", server.host()));
            release.setDigest("ab".repeat(32));

            assertThat(intake.take("tiny", Releases.value(release), Optional.empty(), MOLECULE))
                    .isEmpty();

            assertThat(refused("not_allowed")).isEqualTo(1);
            assertThat(server.connections).hasValue(0);
            assertThat(intake.postponed()).isEmpty();
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (HostileServer internal = HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
                HostileServer server = HostileServer.saying("HTTP/1.1 302 Found\r\nLocation: http://" + internal.host()
                        + "/\r\nContent-Length: 0\r\n\r\n")) {
            assertRefused(other(server.url()), "unreachable", server.host(), internal.host());
            assertThat(server.connections).hasPositiveValue();
            assertThat(internal.connections).hasValue(0);
        }
    }

    @Test
    void whatAServerAnsweredIsNotRepeated() throws IOException {
        try (HostileServer internal = HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")) {
            ReleaseFetch fetch = fetch(READ_PATIENCE, internal.host());
            try {
                fetch.fetch(other(internal.url()), Files.createDirectory(temporary.resolve("x")));
            } catch (ReleaseRefusedException e) {
                assertThat(e.reason()).isEqualTo(ReleaseRefusedException.Reason.DIGEST_MISMATCH);
                assertThat(e.getMessage())
                        .doesNotContain("secret")
                        .doesNotContain(Digests.sha256("secret".getBytes(StandardCharsets.UTF_8)));
                return;
            }
        }
        throw new AssertionError("taken");
    }

    @Test
    void aServerThatTricklesIsLeft() throws IOException {
        for (String begin : List.of("", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")) {
            try (HostileServer server = HostileServer.repeating(begin, "x", 50)) {
                assertRefused(other(server.url()), "unreachable", server.host());
            }
        }
    }

    @Test
    void aServerWithoutEndIsCutOff() throws IOException {
        try (HostileServer body = HostileServer.repeating("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(1 << 16), 0);
                HostileServer chunks = HostileServer.repeating(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nabcde\r\n".repeat(1000), 0);
                HostileServer headers =
                        HostileServer.repeating("HTTP/1.1 200 OK\r\n", "a: " + "x".repeat(1000) + "\r\n", 0)) {
            // Independent of how slowly this machine reads at the moment.
            assertRefused(intake(fetch(PATIENCE, body.host())), other(body.url()), "too_large");
            assertRefused(intake(fetch(PATIENCE, chunks.host())), other(chunks.url()), "too_large");
            assertRefused(other(headers.url()), "unreachable", headers.host());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEEP",
                "{\"format\":1,\"fit\":DEEP",
                "{\"format\":1,\"fit\":{\"a\":1,\"a\":2}}",
                "{\"format\":1,\"fit\":NUMBER}",
                "{\"format\":1,\"NAME\":1}",
                "{\"format\":1,\"name\":null}",
                "{\"format\":1,\"version\":1e99}",
                "{\"format\":1,\"signatures\":[null]}",
                "{\"format\":1,\"output\":{\"type\":\"classes\",\"name\":\"x\",\"classes\":[\"a\",null]}}",
                "{\"format\":1,\"input\":{\"kind\":\"image\",\"width\":65536,\"height\":65536}}",
                "{\"format\":1,\"input\":{\"kind\":\"molecule\",\"maximumLength\":-1}}",
                "{\"format\":1,\"signatures\":[{\"name\":\"a\",\"length\":2147483647,\"verifies\":true}]}",
                "{\"format\":1,\"files\":{\"x\":null}}",
                "null",
                "\"\ud800\"",
                ""
            })
    void aManifestThatIsNoneIsRefused(String content) throws IOException {
        Files.writeString(
                artifact.folder().resolve("manifest.json"),
                content.replace("DEEP", "[".repeat(2000))
                        .replace("NUMBER", "7".repeat(2000))
                        .replace("NAME", "n".repeat(60_000))
                        .replace("\ud800", "\\ud800"));

        ExplainerRelease release = Releases.of(artifact);
        release.setDigest(Digests.sha256(artifact.folder().resolve("manifest.json")));
        assertRefused(release, "invalid");
    }

    @Test
    void aManifestOfMoreThanAMegabyteIsRefused() throws IOException {
        Path manifest = artifact.folder().resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest) + " ".repeat(1 << 20));
        ExplainerRelease release = Releases.of(artifact);
        release.setDigest(Digests.sha256(manifest));

        assertRefused(release, "too_large");
    }

    @Test
    void aRecordOfTheTopicIsNoMoreTrusted() {
        ExplainerRelease release = Releases.of(artifact);
        release.setLocation("x".repeat(1 << 20));
        assertRefused(release, "unreadable");
        for (String digest : List.of("", "AB".repeat(32), "\n", "ab".repeat(32) + " ")) {
            ExplainerRelease bad = Releases.of(artifact);
            bad.setDigest(digest);
            assertRefused(bad, "unreadable");
        }
        assertThat(intake().take("tiny", new byte[0], Optional.empty(), MOLECULE))
                .isEmpty();
        assertTaken(Releases.of(artifact));
    }

    @Test
    void whatIsLoadedIsWhatWasHashed() throws IOException {
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        ExplainerArtifact hashed = fetch(READ_PATIENCE).copy(artifact.folder().toString(), copy);
        ExplainerArtifact broken = TinyExplainer.publishBroken(root.resolve("other"), "tiny");
        for (String name : List.of("saved_model/saved_model.pb", "vocabulary.txt")) {
            Files.copy(
                    broken.folder().resolve(name),
                    artifact.folder().resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        try (Explainer explainer = loader().load(hashed)) {
            assertThat(explainer.identity().getDigest()).isEqualTo(artifact.digest());
        }
        assertRefused(Releases.of(artifact), "digest_mismatch");
        assertThat(refusedFromStore()).isEqualTo(ReleaseRefusedException.Reason.DIGEST_MISMATCH);
    }

    @Test
    void aModelThatIsNotReadyInTimeIsLeft() {
        ReleaseIntake impatient = new ReleaseIntake(
                new ReleaseLoader(
                        new ArtifactStore(store),
                        fetch(READ_PATIENCE),
                        loader(),
                        new PrivateFolders(temporary),
                        Duration.ofMillis(1)),
                metrics);
        byte[] release = Releases.value(Releases.of(artifact));

        assertThat(impatient.take("tiny", release, Optional.empty(), MOLECULE)).isEmpty();

        assertThat(refused("failed_warm_up")).isEqualTo(1);
        assertTaken(Releases.of(artifact));
    }

    @Test
    void theCopyIsForThisUserAloneAndGoesAway() throws IOException {
        PrivateFolders folders = new PrivateFolders(temporary);
        try (PrivateFolders.PrivateFolder folder = folders.create();
                PrivateFolders.PrivateFolder another = new PrivateFolders(temporary).create()) {
            assertThat(folder.path()).isDirectory().isNotEqualTo(another.path());
            for (Path path : List.of(folder.path(), folder.path().getParent())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rwx------");
            }
        }
        assertTaken(Releases.of(artifact));
        assertThat(left()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatALivingOneHasIsNot() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FolderHolder.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("made");
            assertThat(left()).hasSize(2);
            assertTaken(Releases.of(artifact));
            assertThat(left()).as("the living one's folder and its lock").hasSize(2);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTaken(Releases.of(artifact));
        assertThat(left()).isEmpty();
    }

    /** Creates a folder and keeps it until the process is killed. */
    static final class FolderHolder {

        private FolderHolder() {}

        public static void main(String[] arguments) throws Exception {
            PrivateFolders.PrivateFolder folder = new PrivateFolders(Path.of(arguments[0])).create();
            Files.writeString(folder.path().resolve("half"), "a file");
            System.out.println("made");
            Thread.sleep(Duration.ofMinutes(2).toMillis());
        }
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> parents = Files.list(temporary);
                Stream<Path> left = Files.list(parents.findFirst().orElseThrow())) {
            return left.toList();
        }
    }

    /** Returns a release of something else, at a URL. */
    private ExplainerRelease other(String url) {
        ExplainerRelease release = Releases.of(artifact, url);
        release.setDigest("ab".repeat(32));
        return release;
    }

    private ReleaseRefusedException.Reason refusedFromStore() {
        try (Explainer loaded = intake().stored("tiny", 1)) {
            throw new AssertionError("taken: " + loaded.name());
        } catch (ReleaseRefusedException e) {
            return e.reason();
        }
    }

    private void assertTaken(ExplainerRelease release) {
        intake().take("tiny", Releases.value(release), Optional.empty(), MOLECULE)
                .orElseThrow()
                .close();
    }

    private void assertRefused(ExplainerRelease release, String reason, String... hosts) {
        assertRefused(intake(hosts), release, reason);
    }

    private void assertRefused(ReleaseIntake intake, ExplainerRelease release, String reason) {
        double before = refused(reason);
        long start = System.nanoTime();
        assertThat(intake.take("tiny", Releases.value(release), Optional.empty(), MOLECULE))
                .isEmpty();
        assertThat(refused(reason)).as(reason).isEqualTo(before + 1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    private double refused(String reason) {
        return registry.get("maskstream.releases.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private ReleaseIntake intake(String... hosts) {
        return intake(fetch(READ_PATIENCE, hosts));
    }

    private ReleaseIntake intake(ReleaseFetch fetch) {
        return new ReleaseIntake(
                new ReleaseLoader(new ArtifactStore(store), fetch, loader(), new PrivateFolders(temporary), PATIENCE),
                metrics);
    }

    private ReleaseFetch fetch(Duration readPatience, String... hosts) {
        return new ReleaseFetch(1 << 22, new AllowedLocations(List.of(store), List.of(hosts)), readPatience, PATIENCE);
    }

    private static ExplainerLoader loader() {
        return new ExplainerLoader(2, true, ImageLimits.usual(), 1, false);
    }
}
