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
 * Lets a version be announced that is known to meet the conditions of its gate, or of which those that it does not are named.
 */
final class ReleaseGate {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseGate.class);

    /** What --despite names for a version that was never judged, and so has no conditions. */
    static final String JUDGED = "judged";

    private ReleaseGate() {}

    /**
     * Checks a version. A condition of which there are no figures counts as one that is not met.
     *
     * @param named conditions that it need not meet
     * @return those of them that it does not meet
     * @throws GateNotMetException if it does not meet another one; says which, with the figures, and what to do
     */
    static List<String> overridden(ExplainerArtifact artifact, List<String> named) throws GateNotMetException {
        return overridden(artifact.manifest(), artifact.folder().toString(), named);
    }

    /**
     * The same.
     *
     * @param location where the version is
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
            said.add("it fails the gate by "
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
