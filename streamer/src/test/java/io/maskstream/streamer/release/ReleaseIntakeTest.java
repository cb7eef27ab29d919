package io.maskstream.streamer.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.ReleaseWriter;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseIntakeTest {

    private static final Optional<String> OTHER = Optional.of("0".repeat(64));
    private static final Optional<InputKind> MOLECULE = Optional.of(InputKind.MOLECULE);

    @TempDir
    Path trainers;

    @TempDir
    Path own;

    @TempDir
    Path temporary;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private final ReleaseMetrics metrics = new ReleaseMetrics(registry);

    @Test
    void givesAnExplainerThatIsReady() {
        ExplainerArtifact artifact = TinyExplainer.publish(trainers, "tiny");

        try (Explainer explainer = take(Releases.of(artifact)).orElseThrow()) {
            assertThat(explainer.identity().getDigest()).isEqualTo(artifact.digest());
            explainer.warmUp(2, true);
        }
    }

    @Test
    void showsWhatTheGateSaysAndWhatWasOverridden() {
        ExplainerArtifact failing = failing(trainers);
        ExplainerRelease release = Releases.of(failing);
        release.setDespite(List.of("stable"));
        Explainer explainer = take(release).orElseThrow();

        try (explainer) {
            assertThat(explainer.reservations().sentence())
                    .isEqualTo("fails stable, which was overridden (0.40, and 0.50 is asked);"
                            + " fails not_degenerate (the mask is?the same everywhere)");
            metrics.serves(explainer);
            assertThat(registry.scrape())
                    .contains(gate(1, "stable", true) + " 1", gate(1, "not_degenerate", false) + " 1");
        }
    }

    @Test
    void showsNothingMoreOfAVersionThatServesNoMore() {
        try (Explainer failing = take(Releases.of(failing(trainers))).orElseThrow();
                Explainer good = take(Releases.of(TinyExplainer.publish(trainers, "tiny")))
                        .orElseThrow()) {
            assertThat(good.reservations().isEmpty()).isTrue();
            metrics.serves(failing);
            assertThat(registry.scrape()).contains("maskstream_explainer_gate_info{");

            metrics.swapped(good);

            assertThat(registry.scrape()).doesNotContain("maskstream_explainer_gate_info{");
        }
    }

    @Test
    void takesUpWhatAnOlderTrainerAnnounced() {
        byte[] value = new ReleaseWriter().write(Releases.of(TinyExplainer.publish(trainers, "tiny")));

        intake().take("tiny", value, OTHER, MOLECULE).orElseThrow().close();
    }

    @Test
    void refusesToOverrideWhatIsNoCondition() {
        ExplainerRelease release = Releases.of(TinyExplainer.publish(trainers, "tiny"));
        release.setDespite(List.of("stable", "no\ncondition"));

        assertRefused(release, "unreadable");
    }

    private static String gate(int version, String condition, boolean overridden) {
        return "maskstream_explainer_gate_info{condition=\"" + condition + "\",explainer=\"tiny\",overridden=\""
                + overridden + "\",version=\"" + version + "\"}";
    }

    private static ExplainerArtifact failing(Path store) {
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        new Judgement(
                        Map.of("stable", 0.5),
                        List.of(),
                        List.of(
                                new Judgement.Failure("stable", "0.40, and 0.50 is asked"),
                                new Judgement.Failure("not_degenerate", "the mask is\nthe same everywhere")),
                        List.of())
                .into(measured);
        return TinyExplainer.publish(store, "tiny").withMeasured(measured);
    }

    @Test
    void leavesNothingOnTheDisk() throws IOException {
        take(Releases.of(TinyExplainer.publish(trainers, "tiny"))).orElseThrow().close();
        assertRefused(Releases.of(TinyExplainer.publishBroken(trainers, "tiny")), "failed_warm_up");
        assertThat(temporaryFolders()).isZero();
    }

    private long temporaryFolders() throws IOException {
        Path parent;
        try (Stream<Path> parents = Files.list(temporary)) {
            parent = parents.findFirst().orElseThrow();
        }
        try (Stream<Path> files = Files.list(parent)) {
            return files.count();
        }
    }

    @Test
    void doesNotFetchWhatItsOwnStoreHas() {
        ExplainerArtifact artifact = TinyExplainer.publish(own, "tiny");

        take(Releases.of(artifact, "/nowhere")).orElseThrow().close();
    }

    @Test
    void passesByWhatServesAlready() {
        ExplainerArtifact artifact = TinyExplainer.publish(trainers, "tiny");

        assertThat(intake().take(
                                "tiny",
                                Releases.value(Releases.of(artifact)),
                                Optional.of(artifact.digest()),
                                MOLECULE))
                .isEmpty();
        assertThat(refusals()).isZero();
    }

    @Test
    void refusesADamagedFile() throws IOException {
        ExplainerArtifact artifact = TinyExplainer.publish(trainers, "tiny");
        Files.writeString(artifact.folder().resolve(ExplainerArtifact.VOCABULARY), "x", StandardOpenOption.APPEND);

        assertRefused(Releases.of(artifact), "digest_mismatch");
    }

    @Test
    void refusesAnotherFrozenModelThanTheReleaseClaims() {
        ExplainerRelease release = Releases.of(TinyExplainer.publish(trainers, "tiny"));
        release.setFrozenModelDigest("ab".repeat(32));

        assertRefused(release, "other_frozen_model");
    }

    @Test
    void refusesAnotherVersionThanTheReleaseClaims() {
        ExplainerRelease release = Releases.of(TinyExplainer.publish(trainers, "tiny"));
        release.setVersion(2);

        assertRefused(release, "other_version");
    }

    @Test
    void refusesAnotherKindOfInput() {
        assertRefused(Releases.of(TinyReviewExplainer.publish(trainers, "tiny")), "wrong_kind");
    }

    @Test
    void refusesAModelThatAnswersNoNumbers() {
        assertRefused(Releases.of(TinyExplainer.publishBroken(trainers, "tiny")), "failed_warm_up");
    }

    @Test
    void refusesAModelThatIsNone() {
        ExplainerArtifact good = TinyExplainer.publish(trainers, "good");
        Manifest manifest = good.manifest();
        Manifest draft = new Manifest(
                Manifest.FORMAT,
                "tiny",
                0,
                null,
                manifest.input(),
                manifest.output(),
                null,
                manifest.signatures(),
                manifest.frozenModel(),
                null,
                null,
                Map.of());
        ExplainerArtifact bad = new ArtifactStore(trainers).publish(draft, folder -> {
            Files.writeString(folder.resolve(ExplainerArtifact.VOCABULARY), "C\n");
            Files.createDirectory(folder.resolve(ExplainerArtifact.SAVED_MODEL));
            Files.writeString(folder.resolve(ExplainerArtifact.SAVED_MODEL).resolve("saved_model.pb"), "no model");
        });

        assertRefused(Releases.of(bad), "unloadable");
    }

    @Test
    void refusesARecordThatIsNoRelease() {
        byte[] text = "version 2, please".getBytes(StandardCharsets.UTF_8);
        byte[] another = Releases.value(Releases.of(TinyExplainer.publish(trainers, "another")));
        for (byte[] value : List.of(text, another)) {
            assertThat(intake().take("tiny", value, OTHER, MOLECULE)).isEmpty();
        }
        assertThat(refused("unreadable")).isEqualTo(2);
    }

    @Test
    void postponesWhatCannotBeReachedUntilThereIsAnother() {
        ExplainerArtifact artifact = TinyExplainer.publish(trainers, "tiny");
        byte[] unreachable = Releases.value(Releases.of(artifact, "http://127.0.0.1:1/tiny/1"));
        ReleaseIntake intake = intake();

        assertThat(intake.take("tiny", unreachable, OTHER, MOLECULE)).isEmpty();
        assertThat(intake.postponed()).containsExactly(Map.entry("tiny", unreachable));
        assertThat(refused("unreachable")).isEqualTo(1);

        intake.take("tiny", Releases.value(Releases.of(artifact)), OTHER, MOLECULE)
                .orElseThrow()
                .close();
        assertThat(intake.postponed()).isEmpty();
    }

    @Test
    void forgetsWhatWasWithdrawn() {
        ExplainerArtifact artifact = TinyExplainer.publish(trainers, "tiny");
        ReleaseIntake intake = intake();
        intake.take(
                "tiny",
                Releases.value(Releases.of(artifact, trainers.resolve("nowhere").toString())),
                OTHER,
                MOLECULE);
        assertThat(intake.postponed()).isNotEmpty();

        intake.withdraw("tiny");

        assertThat(intake.postponed()).isEmpty();
    }

    private void assertRefused(ExplainerRelease release, String reason) {
        assertThat(take(release)).isEmpty();
        assertThat(refused(reason)).isEqualTo(1);
        assertThat(refusals()).as("no other reason").isEqualTo(1);
    }

    private Optional<Explainer> take(ExplainerRelease release) {
        return intake().take(release.getName(), Releases.value(release), OTHER, MOLECULE);
    }

    private ReleaseIntake intake() {
        ReleaseFetch fetch =
                new ReleaseFetch(1 << 20, new AllowedLocations(List.of(own, trainers), List.of("127.0.0.1:1")));
        ExplainerLoader loader = new ExplainerLoader(2, true, ImageLimits.usual(), 1, false);
        return new ReleaseIntake(
                new ReleaseLoader(
                        new ArtifactStore(own), fetch, loader, new PrivateFolders(temporary), Duration.ofMinutes(1)),
                metrics);
    }

    private double refused(String reason) {
        return registry.get("maskstream.releases.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private double refusals() {
        return registry.get("maskstream.releases.refused").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
