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
                .hasMessage("Version 1 of planted fails the gate and is not announced: better_than_random (reason of"
                        + " better_than_random); fit it anew, or announce it all the same with --despite stable"
                        + " --despite better_than_random.");
    }

    @Test
    void saysWhichFailingConditionsWereOverridden() throws IOException {
        ExplainerArtifact failing = judged(store, "stable");

        assertThat(ReleaseGate.overridden(failing, List.of("STABLE", "better_than_table")))
                .containsExactly("stable");
    }

    @Test
    void letsPassWhatFailsNothingOrWasNeverJudged() throws IOException {
        ExplainerArtifact unjudged = StoredExplainer.publish(store);
        assertThat(ReleaseGate.overridden(unjudged, List.of())).isEmpty();

        assertThat(ReleaseGate.overridden(judged(store), List.of())).isEmpty();
    }

    /** The commands check the gate before they ask the brokers. */
    @Test
    void publishRefusesInOneSentence() {
        judged(store, "stable");

        CommandRun run = CommandRun.of("publish {} --bootstrap-servers localhost:1", store.resolve("planted"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("Version 1 of planted fails the gate and is not announced: stable (reason of stable); fit it"
                        + " anew, or announce it all the same with --despite stable.\n");
    }

    @Test
    void rollbackDoesNotGoRoundTheGate() {
        judged(store, "stable");
        StoredExplainer.publish(store);

        CommandRun run = CommandRun.of("rollback {} --bootstrap-servers localhost:1", store.resolve("planted/1"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("Version 1 of planted fails the gate");
    }

    @Test
    void asksForAWholeEvaluation() throws IOException {
        ExplainerArtifact judged = judged(store);
        ExplainerArtifact brief =
                judged.withMeasured(((ObjectNode) judged.manifest().measured().deepCopy()).put("brief", true));

        assertThatThrownBy(() -> ReleaseGate.overridden(brief, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("Version 1 of planted was evaluated briefly and is not announced: run 'trainer evaluate "
                        + brief.folder() + " --records ... --write' first.");
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
                        List.of("better_than_table"))
                .into(measured);
        return StoredExplainer.publish(store).withMeasured(measured);
    }
}
