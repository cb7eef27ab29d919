package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseGateTest {

    @TempDir
    Path store;

    @Test
    void refusesWhatFailsAndSaysWhatToDo() {
        ExplainerArtifact failing = judged(store, "stable", "better_than_random");

        assertThatThrownBy(() -> ReleaseGate.overridden(failing, List.of("stable")))
                .isInstanceOf(IOException.class)
                .hasMessage("Version 1 of planted is not announced: it fails stable (reason of stable);"
                        + " better_than_random (reason of better_than_random); fit it again, or announce it anyway with"
                        + " --despite stable --despite better_than_random.");
    }

    @Test
    void saysWhichFailingConditionsWereOverridden() throws IOException {
        ExplainerArtifact failing = judged(store, "stable");

        assertThat(ReleaseGate.overridden(failing, List.of("STABLE", "better_than_table")))
                .containsExactly("stable");
    }

    @Test
    void letsPassWhatFailsNothing() throws IOException {
        assertThat(ReleaseGate.overridden(judged(store), List.of())).isEmpty();
    }

    @Test
    void asksForAJudgement() throws IOException {
        ExplainerArtifact unjudged = StoredExplainer.publish(store);

        assertThatThrownBy(() -> ReleaseGate.overridden(unjudged, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("Version 1 of planted is not announced: it was never judged; run 'trainer evaluate "
                        + unjudged.folder()
                        + " --records ... --write' first, or announce it anyway with --despite judged.");
        assertThat(ReleaseGate.overridden(unjudged, List.of("judged"))).containsExactly("judged");
    }

    /** The commands check the gate before they contact the brokers. */
    @Test
    void publishRefusesInOneSentence() {
        judged(store, "stable");

        CommandRun run = CommandRun.of("publish {} --bootstrap-servers localhost:1", store.resolve("planted"));

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .isEqualTo("Version 1 of planted is not announced: it fails stable (reason of stable); fit it again, or"
                        + " announce it anyway with --despite stable.\n");
    }

    @Test
    void rollbackDoesNotGoRoundTheGate() {
        judged(store, "stable");
        StoredExplainer.publish(store);

        CommandRun run = CommandRun.of("rollback {} --bootstrap-servers localhost:1", store.resolve("planted/1"));

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).startsWith("Version 1 of planted is not announced: it fails stable");
    }

    @Test
    void asksForFiguresOfAllConditions() throws IOException {
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        new Judgement(
                        Map.of("stable", 0.5, "better_than_table", 0.),
                        List.of(),
                        List.of(new Judgement.Failure("stable", "reason of stable")),
                        List.of("better_than_table"))
                .into(measured);
        ExplainerArtifact brief = StoredExplainer.publish(store).withMeasured(measured);

        assertThatThrownBy(() -> ReleaseGate.overridden(brief, List.of("stable")))
                .isInstanceOf(IOException.class)
                .hasMessage("Version 1 of planted is not announced: it fails stable (reason of stable), and there are"
                        + " no figures for better_than_table; run 'trainer evaluate "
                        + brief.folder()
                        + " --records ... --write' first, or announce it anyway with --despite stable --despite"
                        + " better_than_table.");
        assertThat(ReleaseGate.overridden(brief, List.of("stable", "better_than_table")))
                .containsExactly("stable", "better_than_table");
    }

    /** Publishes the next version, which fails some conditions. */
    static ExplainerArtifact judged(Path store, String... fails) {
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        new Judgement(
                        Map.of("stable", 0.5),
                        List.of("not_degenerate"),
                        List.of(fails).stream()
                                .map(condition -> new Judgement.Failure(condition, "reason of " + condition))
                                .toList(),
                        List.of())
                .into(measured);
        return StoredExplainer.publish(store).withMeasured(measured);
    }
}
