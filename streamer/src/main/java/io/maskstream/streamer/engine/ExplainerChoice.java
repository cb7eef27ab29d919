package io.maskstream.streamer.engine;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.errors.BadRecordException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of some explainers answers which request. Never changes. */
final class ExplainerChoice {

    private final Map<String, Explainer> byName = new LinkedHashMap<>();
    private final Map<InputKind, Explainer> defaults = new EnumMap<>(InputKind.class);

    /** Of explainers by different names; the first of its kind answers requests that name none. */
    ExplainerChoice(List<Explainer> explainers) {
        for (Explainer explainer : explainers) {
            byName.put(explainer.name(), explainer);
            defaults.putIfAbsent(explainer.kind(), explainer);
        }
    }

    /** All of them, in the order in which they were given. */
    List<Explainer> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The explainer that answers a request.
     *
     * @throws BadRecordException if none does
     */
    Explainer serving(ExplanationRequest request) {
        InputKind kind = InputKind.of(request.getInput());
        String name = request.getExplainer();
        if (name == null) {
            Explainer explainer = defaults.get(kind);
            if (explainer == null) {
                throw new BadRecordException(
                        RefusalReason.UNSERVED_KIND,
                        "field 'input' is " + kind.one()
                                + ", and no explainer that is served here takes one; there are " + names());
            }
            return explainer;
        }
        Explainer explainer = byName.get(name);
        if (explainer == null) {
            throw new BadRecordException(
                    RefusalReason.UNKNOWN_EXPLAINER,
                    "field 'explainer' names '" + Quotes.shown(name) + "', which is not served here; there are "
                            + names());
        }
        if (explainer.kind() != kind) {
            throw new BadRecordException(
                    RefusalReason.WRONG_KIND,
                    "field 'explainer' names '" + name + "', which takes "
                            + explainer.kind().one() + ", but field 'input' is " + kind.one());
        }
        return explainer;
    }

    private String names() {
        return String.join(
                ", ",
                byName.values().stream()
                        .map(e -> e.name() + " (" + e.kind() + ")")
                        .toList());
    }
}
