package io.maskstream.trainer.records.source;

import io.maskstream.schemas.files.UnusableRecordException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;

/**
 * Selects the requests of a topic that an explainer would process: those with its kind of input that name this
 * explainer or none.
 */
final class RequestFilter {

    private final RequestReader reader;
    private final InputKind kind;
    private final String explainer;

    /**
     * Creates a filter for an explainer.
     *
     * @param explainer name of the explainer; null for requests to any explainer
     */
    RequestFilter(RequestReader reader, InputKind kind, String explainer) {
        this.reader = reader;
        this.kind = kind;
        this.explainer = explainer;
    }

    /**
     * Returns the input of a request.
     *
     * @param value value of a record; null for a tombstone
     * @return null if the filter does not select the request
     * @throws UnusableRecordException if the value is not a valid request
     */
    Object input(byte[] value) throws UnusableRecordException {
        if (value == null) {
            return null;
        }
        ExplanationRequest request;
        try {
            request = reader.read(value);
        } catch (UnreadableRecordException e) {
            throw new UnusableRecordException(e.getMessage(), e);
        }
        boolean others =
                explainer != null && request.getExplainer() != null && !explainer.equals(request.getExplainer());
        return others || InputKind.of(request.getInput()) != kind ? null : request.getInput();
    }
}
