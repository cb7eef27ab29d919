package io.maskstream.trainer.records.source;

import io.maskstream.schemas.files.UnusableRecordException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;

/**
 * Tells the requests of a topic that an explainer would answer: of its kind, and for it by name where a name is given, or for
 * none.
 */
final class RequestFilter {

    private final RequestReader reader;
    private final InputKind kind;
    private final String explainer;

    /**
     * For an explainer.
     *
     * @param explainer by name; null for requests to any
     */
    RequestFilter(RequestReader reader, InputKind kind, String explainer) {
        this.reader = reader;
        this.kind = kind;
        this.explainer = explainer;
    }

    /**
     * What a request asks to explain.
     *
     * @param value of a record; null where it is deleted
     * @return null if the request is for others
     * @throws UnusableRecordException if it is no request
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
