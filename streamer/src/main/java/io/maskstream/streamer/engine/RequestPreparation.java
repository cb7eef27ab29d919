package io.maskstream.streamer.engine;

import io.maskstream.schemas.encoding.EncodedInput;
import io.maskstream.schemas.encoding.UnencodableInputException;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.errors.BadRecordException;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;

/** Reads a record and encodes it for the explainer that answers it. Safe for use by several threads. */
public final class RequestPreparation {

    private final RequestReader reader;
    private final ServedExplainers explainers;
    private final StreamerMetrics metrics;

    public RequestPreparation(RequestReader reader, ServedExplainers explainers, StreamerMetrics metrics) {
        this.metrics = metrics;
        this.reader = reader;
        this.explainers = explainers;
    }

    /** Keeps the explainers that serve now; a request is to be explained before its lease ends. */
    public ServedExplainers.Lease lease() {
        return explainers.lease();
    }

    /**
     * Prepares one record.
     *
     * @param value as it stands on the topic; may be null
     * @param lease on the explainers to choose from; those of one batch must be prepared under the same
     * @throws BadRecordException if the record can never be explained; names the record, the field and the reason
     * @throws SchemaRegistryException if the registry does not answer: nothing is known about the record then
     */
    public PreparedRequest prepare(RecordOrigin origin, byte[] value, ServedExplainers.Lease lease) {
        ExplanationRequest request = metrics.timed(Stage.DECODE, () -> read(origin, value));
        try {
            Explainer explainer = lease.choice().serving(request);
            EncodedInput input =
                    metrics.timed(Stage.ENCODE, () -> explainer.encoding().encode(request.getInput()));
            return new PreparedRequest(origin, request.getId(), explainer, input, explainer.graphLength(input));
        } catch (BadRecordException e) {
            throw new BadRecordException(e.reason(), Shown.of(origin, request.getId()) + e.getMessage());
        } catch (UnencodableInputException e) {
            throw new BadRecordException(e.reason(), Shown.of(origin, request.getId()) + e.getMessage());
        } catch (RuntimeException e) {
            // Encoding depends on the record alone: what went wrong now goes wrong every time, and must not stop the
            // stream.
            throw new BadRecordException(
                    RefusalReason.UNPARSABLE,
                    Shown.of(origin, request.getId()) + "field 'input' cannot be encoded: " + e,
                    e);
        }
    }

    private ExplanationRequest read(RecordOrigin origin, byte[] value) {
        if (value == null) {
            throw new BadRecordException(
                    RefusalReason.UNREADABLE,
                    Shown.of(origin) + "it has no value (null), so there is nothing to explain");
        }
        try {
            return reader.read(value);
        } catch (UnreadableRecordException e) {
            throw new BadRecordException(RefusalReason.UNREADABLE, Shown.of(origin) + e.getMessage());
        }
    }
}
