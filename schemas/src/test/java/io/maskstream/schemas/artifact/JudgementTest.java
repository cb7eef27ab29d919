package io.maskstream.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate in a manifest, and figures that are added later. */
class JudgementTest {

    private static final Judgement JUDGEMENT = new Judgement(
            Map.of("stable", 0.5),
            List.of("not_degenerate"),
            List.of(new Judgement.Failure("stable", "the rank correlation is 0.40, and at least 0.50 is asked")),
            List.of("better_than_table"));

    @TempDir
    Path root;

    @Test
    void isReadAsItWasWritten() {
        ExplainerArtifact unjudged = publish();
        assertThat(unjudged.manifest().judgement()).isEmpty();

        ExplainerArtifact judged = unjudged.withMeasured(figures());

        assertThat(judged.manifest().judgement()).contains(JUDGEMENT);
        assertThat(ExplainerArtifact.open(judged.folder())).isEqualTo(judged);
    }

    @Test
    void newFiguresLeaveAllElseAsItWas() throws IOException {
        ExplainerArtifact before = publish();

        ExplainerArtifact after = before.withMeasured(figures());

        assertThat(after.digest()).isNotEqualTo(before.digest());
        Manifest manifest = after.manifest();
        assertThat(manifest)
                .usingRecursiveComparison()
                .ignoringFields("measured")
                .isEqualTo(before.manifest());
        assertThat(manifest.measured()).isEqualTo(figures());
        try (Stream<Path> files = Files.list(after.folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("manifest.json", "saved_model", "vocabulary.txt");
        }
    }

    @Test
    void figuresOfAFormerManifestAreNotWrittenIntoAnother() {
        ExplainerArtifact opened = publish();
        ExplainerArtifact changed = opened.withMeasured(figures());

        assertThatThrownBy(() -> opened.withMeasured(figures()))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessageContaining("has changed since it was opened");
        assertThat(ExplainerArtifact.open(opened.folder())).isEqualTo(changed);
    }

    @Test
    void aGateThatIsNoneLeavesTheManifestAsItWas() {
        ExplainerArtifact artifact = publish();
        ObjectNode stranger = figures();
        ((ArrayNode) stranger.at("/gate/fails"))
                .addObject()
                .put("condition", "<b>")
                .put("reason", "none");
        ObjectNode incomplete = figures();
        ((ObjectNode) incomplete.get("gate")).remove("holds");
        ObjectNode tooLong = figures();
        ((ObjectNode) tooLong.at("/gate/fails/0")).put("reason", "x".repeat(1001));

        for (ObjectNode measured : List.of(stranger, incomplete, tooLong)) {
            assertThatThrownBy(() -> artifact.withMeasured(measured))
                    .isInstanceOf(InvalidArtifactException.class)
                    .hasMessageContaining("is damaged: field '");
        }
        assertThat(ExplainerArtifact.open(artifact.folder())).isEqualTo(artifact);
    }

    private ExplainerArtifact publish() {
        return new ArtifactStore(root).publish(Drafts.named("esol"), Drafts::write);
    }

    private static ObjectNode figures() {
        ObjectNode measured = JsonNodeFactory.instance.objectNode().put("agreement", 0.75);
        JUDGEMENT.into(measured);
        return measured;
    }
}
