package io.maskstream.streamer.explain;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.Explainer;
import java.util.List;
import java.util.stream.Collectors;

/** Of which class the evidence shall be: the one that a request names, or else the most probable one. */
final class ClassChoice {

    /** A model may have thousands of classes. */
    private static final int MOST_NAMED = 20;

    private ClassChoice() {}

    /**
     * The class's place among those of the model, {@link PreparedRequest#MOST_PROBABLE} if none is named.
     *
     * @throws BadRecordException if the explainer has no evidence of it
     */
    static int of(ExplanationRequest request, Explainer explainer) {
        String name = request.getClass$();
        if (name == null) {
            return PreparedRequest.MOST_PROBABLE;
        }
        List<String> classes = explainer.output().classes();
        int place = classes == null ? -1 : classes.indexOf(name);
        if (place < 0 || explainer.evidence() == null) {
            throw new BadRecordException(
                    RefusalReason.UNKNOWN_CLASS,
                    "field 'class' names '" + Quotes.shown(name) + "', but explainer '" + explainer.name() + "' "
                            + why(explainer, classes));
        }
        return place;
    }

    private static String why(Explainer explainer, List<String> classes) {
        if (explainer.output().type() == Manifest.OutputType.VALUE) {
            return "predicts a value, not a class";
        }
        if (explainer.evidence() == null) {
            return "gives evidence of no class";
        }
        String named = classes.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return "has no class of that name; there are " + named
                + (classes.size() > MOST_NAMED ? " and " + (classes.size() - MOST_NAMED) + " others" : "");
    }
}
