package io.maskstream.streamer.replay;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Accepts the dead letters whose request certain explainers would answer: the request names one of them, or names none
 * and one of them is the default for its kind of input. Dead letters that are not requests are not accepted.
 */
public final class AnsweringExplainer implements Predicate<DeadLetter> {

    private final Set<String> explainers;
    private final Map<InputKind, String> defaults;
    private final RequestReader reader;

    /**
     * Creates a filter.
     *
     * @param explainers names of the explainers
     * @param defaults the explainer that answers requests that name none, by kind of input
     */
    public AnsweringExplainer(Set<String> explainers, Map<InputKind, String> defaults, RequestReader reader) {
        this.explainers = Set.copyOf(explainers);
        this.defaults = Map.copyOf(defaults);
        this.reader = reader;
    }

    /** @throws SchemaRegistryException if the registry does not answer */
    @Override
    public boolean test(DeadLetter letter) {
        if (letter.value() == null) {
            return false;
        }
        try {
            ExplanationRequest request = reader.read(letter.value());
            String explainer = request.getExplainer() == null
                    ? defaults.get(InputKind.of(request.getInput()))
                    : request.getExplainer();
            return explainer != null && explainers.contains(explainer);
        } catch (UnreadableRecordException e) {
            // The dead letter states the same reason.
            return false;
        }
    }
}
