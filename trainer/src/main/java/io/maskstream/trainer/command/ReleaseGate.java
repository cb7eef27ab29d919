package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.evaluate.Evaluation;
import io.maskstream.trainer.evaluate.gate.Gate;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a version be announced that meets the conditions of its gate, or of which those that it fails are named. */
final class ReleaseGate {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseGate.class);

    private ReleaseGate() {}

    /**
     * Checks a version.
     *
     * @param named conditions that it may fail
     * @return those of them that it does fail
     * @throws IOException if it fails another one, or was evaluated briefly; says which, with the figures, and what to do
     */
    static List<String> overridden(ExplainerArtifact artifact, List<String> named) throws IOException {
        Manifest manifest = artifact.manifest();
        String version = "Version " + manifest.version() + " of " + manifest.name();
        Optional<Judgement> judgement = manifest.judgement();
        if (judgement.isEmpty()) {
            LOG.warn(
                    "{} was never judged: run 'trainer evaluate {} --records ... --write' to see what it is worth.",
                    version,
                    artifact.folder());
            return List.of();
        }
        if (manifest.measured().path(Evaluation.BRIEF).asBoolean()) {
            throw new IOException(version + " was evaluated briefly and is not announced: run 'trainer evaluate "
                    + artifact.folder() + " --records ... --write' first.");
        }
        List<String> despite = named.stream()
                .map(condition -> condition.strip().toLowerCase(Locale.ROOT))
                .toList();
        List<Judgement.Failure> fails = judgement.get().fails();
        List<Judgement.Failure> left = fails.stream()
                .filter(failure -> !despite.contains(failure.condition()))
                .toList();
        if (!left.isEmpty()) {
            throw new IOException(version + " fails the gate and is not announced: "
                    + left.stream()
                            .map(failure -> failure.condition() + " (" + failure.reason() + ")")
                            .collect(Collectors.joining("; "))
                    + "; fit it anew, or announce it all the same with "
                    + fails.stream()
                            .map(failure -> "--despite " + failure.condition())
                            .collect(Collectors.joining(" "))
                    + ".");
        }
        warn(version, "lacks figures for", judgement.get().notMeasured());
        warn(
                version,
                "was judged without",
                Gate.leftOut(judgement.get(), manifest.input().kind()));
        return fails.stream().map(Judgement.Failure::condition).toList();
    }

    private static void warn(String version, String what, List<String> conditions) {
        if (!conditions.isEmpty()) {
            LOG.warn("{} {} some conditions of the gate: {}.", version, what, String.join(", ", conditions));
        }
    }
}
