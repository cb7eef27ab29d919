package io.maskstream.streamer.audit;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Provenance;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.Outcome;
import io.maskstream.streamer.explain.PreparedRequest;
import io.maskstream.streamer.explain.RefusedRequest;
import io.maskstream.streamer.explain.RequestPreparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Explains requests again with the version that explained them, and compares the results. Safe for use by several
 * threads.
 */
final class Recheck {

    /** What requests in one call have in common. */
    private record Group(ExplainerIdentity explainer, String precision, boolean verified) {}

    /** Maximum of the setting {@code batch.max.records}. */
    private static final int LARGEST_BATCH = 4096;

    private final ExplainerVersions versions;
    private final RequestDigest digest;
    private final Audit.Bounds bounds;
    private final AvroCodec<Explanation> codec = AvroCodec.singleObject(Explanation.class);

    /** @param digest digest of requests, with the key if there is one */
    Recheck(ExplainerVersions versions, RequestDigest digest, Audit.Bounds bounds) {
        this.versions = versions;
        this.digest = digest;
        this.bounds = bounds;
    }

    /** Returns a finding for each of them, in their order. */
    List<Finding> check(List<Recorded> all) {
        Finding[] findings = new Finding[all.size()];
        Map<Group, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < findings.length; i++) {
            findings[i] = withoutExplaining(all.get(i));
            if (findings[i] == null) {
                groups.computeIfAbsent(group(all.get(i).explanation()), group -> new ArrayList<>())
                        .add(i);
            }
        }
        groups.forEach((group, places) -> {
            List<Finding> found = check(group, places.stream().map(all::get).toList());
            for (int i = 0; i < places.size(); i++) {
                findings[places.get(i)] = found.get(i);
            }
        });
        return Arrays.asList(findings);
    }

    private static Group group(Explanation explanation) {
        return new Group(
                explanation.getExplainer(),
                explanation.getProvenance().getPrecision(),
                explanation.getMaskedPrediction() != null);
    }

    /** Returns null if the request has to be explained again. */
    private Finding withoutExplaining(Recorded recorded) {
        if (recorded.problem() != null) {
            return new Finding(Verdict.UNPROVABLE, 0, recorded.message(recorded.problem()));
        }
        if (recorded.request() == null) {
            return new Finding(Verdict.REQUEST_GONE, 0, recorded.message("its request is no longer on the topic"));
        }
        String named = recorded.explanation().getProvenance().getRequestDigest();
        String found = (named.startsWith(RequestDigest.PLAIN) ? RequestDigest.plain() : digest).of(recorded.request());
        if (named.startsWith(RequestDigest.KEYED) && !found.startsWith(RequestDigest.KEYED)) {
            return new Finding(
                    Verdict.UNPROVABLE,
                    0,
                    recorded.message("the digest of its request has a key; set request.digest.key to this key"));
        }
        Provenance provenance = recorded.explanation().getProvenance();
        if (provenance.getPlace() < 0
                || provenance.getPlace() >= provenance.getBatch()
                || provenance.getBatch() > LARGEST_BATCH) {
            return new Finding(Verdict.UNPROVABLE, 0, recorded.message("its place in its batch is invalid"));
        }
        return found.equals(named)
                ? null
                : new Finding(
                        Verdict.OTHER_REQUEST,
                        0,
                        recorded.message("it names the request " + named + ", but the request there is " + found));
    }

    private List<Finding> check(Group group, List<Recorded> all) {
        ExplainerVersions.Found found = versions.of(group.explainer(), group.precision());
        if (found.version() == null) {
            return all.stream()
                    .map(recorded -> new Finding(Verdict.EXPLAINER_GONE, 0, recorded.message(found.why())))
                    .toList();
        }
        ExplainerVersions.Version version = found.version();
        BatchExplainer explainer = group.verified() ? version.verifying() : version.plain();
        Outcome[] outcomes = new Outcome[all.size()];
        try (ServedExplainers.Lease lease = version.preparation().lease()) {
            SameBatches batches = new SameBatches();
            List<Integer> laid = new ArrayList<>();
            for (int i = 0; i < outcomes.length; i++) {
                try {
                    PreparedRequest prepared = prepared(all.get(i), version.preparation(), lease);
                    Provenance provenance = all.get(i).explanation().getProvenance();
                    batches.add(prepared, provenance.getBatch(), provenance.getPlace());
                    laid.add(i);
                } catch (BadRecordException e) {
                    outcomes[i] = RefusedRequest.of(e);
                }
            }
            for (SameBatches.Call call : batches.calls()) {
                List<Outcome> answers = explainer.explain(call.requests());
                for (int place = 0; place < answers.size(); place++) {
                    if (call.numbers().get(place) != null) {
                        outcomes[laid.get(call.numbers().get(place))] = answers.get(place);
                    }
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            findings.add(compared(all.get(i), outcomes[i]));
        }
        return findings;
    }

    private static PreparedRequest prepared(
            Recorded recorded, RequestPreparation preparation, ServedExplainers.Lease lease) {
        ExplanationRequest request = preparation.read(recorded.source(), recorded.request());
        return preparation.encode(recorded.source(), recorded.request(), request, lease);
    }

    private Finding compared(Recorded recorded, Outcome outcome) {
        if (outcome instanceof RefusedRequest refused) {
            return new Finding(Verdict.DIFFERENT, 0, recorded.message("it is refused now: " + refused.message()));
        }
        Explanation again = codec.decode(((ExplainedRequest) outcome).value());
        boolean sameMode = isSameMode(recorded.explanation().getProvenance(), again.getProvenance());
        double bound = sameMode ? bounds.sameMode() : bounds.otherMode();
        Comparison comparison = Comparison.of(recorded.explanation(), again, bound, sameMode);
        if (comparison.isIdentical()) {
            return new Finding(Verdict.IDENTICAL, 0, null);
        }
        if (comparison.isWithin(bound)) {
            return new Finding(sameMode ? Verdict.EQUAL : Verdict.WITHIN_BOUND, comparison.largest(), null);
        }
        return new Finding(Verdict.DIFFERENT, comparison.largest(), recorded.message(comparison.difference()));
    }

    private static boolean isSameMode(Provenance recorded, Provenance again) {
        return recorded.getPrecision().equals(again.getPrecision())
                && recorded.getProcessor().equals(again.getProcessor());
    }
}
