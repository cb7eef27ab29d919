package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.evaluate.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a version may be announced: it must meet all conditions of its gate, except those that are overridden
 * by name.
 */
final class ReleaseGate {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseGate.class);

    /** Value of --despite for a version that has no result of the gate. */
    static final String JUDGED = "judged";

    private ReleaseGate() {}

    /**
     * Checks a version. A condition without figures counts as failed.
     *
     * @param named overridden conditions
     * @return the overridden conditions that the version fails
     * @throws GateNotMetException if the version fails any other condition; the message says which, with the figures,
     *     and what to do
     */
    static List<String> overridden(ExplainerArtifact artifact, List<String> named) throws GateNotMetException {
        return overridden(artifact.manifest(), artifact.folder().toString(), named);
    }

    /**
     * Checks a version, given its manifest.
     *
     * @param location location of the version
     */
    static List<String> overridden(Manifest manifest, String location, List<String> named) throws GateNotMetException {
        String version = "Version " + manifest.version() + " of " + manifest.name();
        Optional<Judgement> judgement = manifest.judgement();
        List<String> despite = named.stream()
                .map(condition -> condition.strip().toLowerCase(Locale.ROOT))
                .toList();
        List<String> unmet = judgement.map(ReleaseGate::unmet).orElse(List.of(JUDGED));
        if (!despite.containsAll(unmet)) {
            throw new GateNotMetException(version + " is not announced: "
                    + judgement.map(ReleaseGate::said).orElse("it was never judged")
                    + remedy(judgement, location)
                    + ", or announce it anyway with "
                    + unmet.stream().map(condition -> "--despite " + condition).collect(Collectors.joining(" "))
                    + ".");
        }
        List<String> leftOut =
                judgement.map(its -> Gate.leftOut(its, manifest.input().kind())).orElse(List.of());
        if (!leftOut.isEmpty()) {
            LOG.warn("{} was judged without some conditions of the gate: {}.", version, String.join(", ", leftOut));
        }
        return unmet;
    }

    private static List<String> unmet(Judgement judgement) {
        return Stream.concat(
                        judgement.fails().stream().map(Judgement.Failure::condition), judgement.notMeasured().stream())
                .toList();
    }

    private static String said(Judgement judgement) {
        List<String> said = new ArrayList<>();
        if (!judgement.fails().isEmpty()) {
            said.add("it fails "
                    + judgement.fails().stream()
                            .map(failure -> failure.condition() + " (" + failure.reason() + ")")
                            .collect(Collectors.joining("; ")));
        }
        if (!judgement.notMeasured().isEmpty()) {
            said.add("there are no figures for " + String.join(", ", judgement.notMeasured()));
        }
        return String.join(", and ", said);
    }

    private static String remedy(Optional<Judgement> judgement, String location) {
        return judgement.isPresent() && judgement.get().notMeasured().isEmpty()
                ? "; fit it again"
                : "; run 'trainer evaluate " + location + " --records ... --write' first";
    }
}
