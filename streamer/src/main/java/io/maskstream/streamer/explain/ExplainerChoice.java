package io.maskstream.streamer.explain;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerSet;

/** Chooses the explainer for a request: the one that it names, or else the first one for its kind of input. */
final class ExplainerChoice {

    private ExplainerChoice() {}

    /**
     * Returns the explainer that answers a request.
     *
     * @throws BadRecordException if there is none
     */
    static Explainer of(ExplanationRequest request, ExplainerSet serving) {
        InputKind kind = InputKind.of(request.getInput());
        String name = request.getExplainer();
        if (name == null) {
            return serving.firstOf(kind)
                    .orElseThrow(() -> new BadRecordException(
                            RefusalReason.UNSERVED_KIND,
                            "field 'input' is " + kind.one()
                                    + ", and no explainer that is served here takes one; available: "
                                    + names(serving)));
        }
        Explainer explainer = serving.named(name)
                .orElseThrow(() -> new BadRecordException(
                        RefusalReason.UNKNOWN_EXPLAINER,
                        "field 'explainer' names '" + Quotes.shown(name) + "', which is not served here; available: "
                                + names(serving)));
        if (explainer.kind() != kind) {
            throw new BadRecordException(
                    RefusalReason.WRONG_KIND,
                    "field 'explainer' names '" + name + "', which takes "
                            + explainer.kind().one() + ", but field 'input' is " + kind.one());
        }
        return explainer;
    }

    private static String names(ExplainerSet serving) {
        return String.join(
                ", ",
                serving.all().stream()
                        .map(e -> e.name() + " (" + e.kind() + ")")
                        .toList());
    }
}
