package io.maskstream.streamer.explain;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.Explainer;
import java.util.List;
import java.util.stream.Collectors;

/** Chooses the class that the evidence is about: the one that a request names, or else the most probable one. */
final class ClassChoice {

    /** The most classes that a message names, because a model may have thousands. */
    private static final int MOST_NAMED = 20;

    private ClassChoice() {}

    /**
     * Returns the index of the class in the model's output; {@link PreparedRequest#MOST_PROBABLE} if the request names
     * none.
     *
     * @throws BadRecordException if the explainer has no evidence for the class
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
            return "gives no evidence for classes";
        }
        String named = classes.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return "has no such class; its classes are " + named
                + (classes.size() > MOST_NAMED ? " and " + (classes.size() - MOST_NAMED) + " others" : "");
    }
}
