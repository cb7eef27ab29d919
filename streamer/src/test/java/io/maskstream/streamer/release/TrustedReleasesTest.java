package io.maskstream.streamer.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.PemKeys;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.artifact.TrustedKeys;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests releases with {@code explainer.trust}. */
@Timeout(60)
class TrustedReleasesTest {

    @TempDir
    Path store;

    @TempDir
    Path folder;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private PemKeys keys;
    private ExplainerArtifact artifact;

    @BeforeEach
    void publish() throws Exception {
        keys = PemKeys.ed25519(folder.resolve("own"));
        artifact = TinyExplainer.publish(store, "tiny");
        artifact.sign(SigningKey.read(keys.signing()));
    }

    @Test
    void takesWhatATrustedKeyHasSigned() throws IOException {
        ReleaseIntake intake = intake(keys.trusted());

        intake.stored("tiny", 1).close();
        take(intake, Releases.of(artifact)).orElseThrow().close();
        assertThat(intake.kindInStore("tiny")).contains(InputKind.MOLECULE);
        try (FileServer server = new FileServer(store)) {
            fetch(keys.trusted(), server.host())
                    .fetch(Releases.of(artifact, server.url(artifact.folder())), folder.resolve("fetched"));
        }
    }

    @Test
    void refusesWhatNoTrustedKeyHasSigned() throws Exception {
        ReleaseIntake strangers =
                intake(PemKeys.elliptic(folder.resolve("others"), "secp256r1").trusted());

        assertThat(take(strangers, Releases.of(artifact))).isEmpty();
        assertThat(strangers.kindInStore("tiny")).isEmpty();
        assertThatThrownBy(() -> strangers.stored("tiny", 1))
                .asInstanceOf(type(ReleaseRefusedException.class))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED))
                .satisfies(refused -> assertThat(refused).hasMessageContaining("none of the keys in"));
        assertThat(registry.scrape()).contains("maskstream_releases_refused_total{reason=\"untrusted\"} 1");
    }

    @Test
    void refusesWhatIsNotSigned() throws IOException {
        Files.delete(artifact.folder().resolve(ExplainerArtifact.SIGNATURE));
        ExplainerRelease release = Releases.of(artifact);

        assertRefused(() -> fetch(keys.trusted()).fetch(release, folder.resolve("a")), "it is not signed");
        assertRefused(
                () -> fetch(keys.trusted()).copy(artifact.folder().toString(), folder.resolve("b")),
                "it is not signed");
        try (FileServer server = new FileServer(store)) {
            ExplainerRelease remote = Releases.of(artifact, server.url(artifact.folder()));
            assertRefused(
                    () -> fetch(keys.trusted(), server.host()).fetch(remote, folder.resolve("c")), "it is not signed");
        }
        assertThat(Digests.ofFolder(folder).keySet())
                .as("no other file is read")
                .filteredOn(name -> name.matches("[abc]/.*"))
                .containsExactly("a/manifest.json", "b/manifest.json", "c/manifest.json");
    }

    @Test
    void refusesAnySingleBitThatChanges() throws IOException {
        ReleaseFetch fetch = fetch(keys.trusted());
        Random random = new Random(1);
        List<String> names = List.copyOf(Digests.ofFolder(artifact.folder()).keySet());
        assertThat(names).contains(ExplainerArtifact.MANIFEST, ExplainerArtifact.SIGNATURE, "vocabulary.txt");
        int refused = 0;
        for (String name : names) {
            Path file = artifact.folder().resolve(name);
            byte[] content = Files.readAllBytes(file);
            for (int i = 0; i < 100; i++) {
                int bit = random.nextInt(content.length * 8);
                content[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, content);
                Path copy = folder.resolve(name.replace('/', '-') + i);
                assertThatThrownBy(() -> fetch.copy(artifact.folder().toString(), copy))
                        .as("bit %s of %s", bit, name)
                        .isInstanceOf(ReleaseRefusedException.class);
                refused++;
                content[bit / 8] ^= (byte) (1 << bit % 8);
            }
            Files.write(file, content);
        }
        assertThat(refused).isEqualTo(100 * names.size());
        fetch.copy(artifact.folder().toString(), folder.resolve("whole"));
    }

    private static void assertRefused(ThrowingCallable fetch, String words) {
        assertThatThrownBy(fetch)
                .asInstanceOf(type(ReleaseRefusedException.class))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED))
                .satisfies(refused -> assertThat(refused).hasMessageContaining(words));
    }

    private static Optional<Explainer> take(ReleaseIntake intake, ExplainerRelease release) {
        return intake.take("tiny", Releases.value(release), Optional.empty(), Optional.of(InputKind.MOLECULE));
    }

    private ReleaseIntake intake(Path trusted) throws IOException {
        return new ReleaseIntake(
                new ArtifactStore(store),
                1 << 20,
                locations(trusted),
                new ExplainerLoader(2, true, ImageLimits.usual(), 1, false),
                new ReleaseMetrics(registry));
    }

    private ReleaseFetch fetch(Path trusted, String... hosts) throws IOException {
        return new ReleaseFetch(1 << 20, locations(trusted, hosts));
    }

    private AllowedLocations locations(Path trusted, String... hosts) throws IOException {
        return new AllowedLocations(List.of(store), List.of(hosts))
                .signedBy(TrustedKeys.in(trusted, Clock.systemUTC()));
    }
}
