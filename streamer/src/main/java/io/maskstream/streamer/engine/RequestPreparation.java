package io.maskstream.streamer.engine;

import io.maskstream.schemas.encoding.EncodedInput;
import io.maskstream.schemas.encoding.UnencodableInputException;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.errors.BadRecordException;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a record and encodes it for the explainer that answers it. Safe for use by several threads. */
public final class RequestPreparation {

    private static final Logger LOG = LoggerFactory.getLogger(RequestPreparation.class);

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
     * Prepares one record. Whatever goes wrong is the record's fault and a refusal, since reading and encoding depend on
     * nothing else; a registry that does not answer is the one exception.
     *
     * @param value as it stands on the topic; may be null
     * @param lease on the explainers to choose from; those of one batch must be prepared under the same
     * @throws BadRecordException if the record can never be explained; names the record, the field and the reason
     * @throws SchemaRegistryException if the registry does not answer: nothing is known about the record then
     */
    public PreparedRequest prepare(RecordOrigin origin, byte[] value, ServedExplainers.Lease lease) {
        ExplanationRequest request;
        try {
            request = metrics.timed(Stage.DECODE, () -> read(origin, value));
        } catch (BadRecordException | SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw unforeseen(RefusalReason.UNREADABLE, Shown.of(origin) + "the value cannot be read: ", e);
        }
        String shown = Shown.of(origin, request.getId());
        try {
            Explainer explainer = lease.choice().serving(request);
            EncodedInput input =
                    metrics.timed(Stage.ENCODE, () -> explainer.encoding().encode(request.getInput()));
            return new PreparedRequest(origin, request.getId(), explainer, input, explainer.graphLength(input));
        } catch (BadRecordException e) {
            throw new BadRecordException(e.reason(), shown + e.getMessage());
        } catch (UnencodableInputException e) {
            throw new BadRecordException(e.reason(), shown + e.getMessage());
        } catch (RuntimeException | Error e) {
            throw unforeseen(RefusalReason.UNPARSABLE, shown + "field 'input' cannot be encoded: ", e);
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

    /** What a library throws without saying so: goes into the log as it is, for those who mend this program. */
    private static BadRecordException unforeseen(RefusalReason reason, String message, Throwable thrown) {
        if (thrown instanceof StackOverflowError) {
            return new BadRecordException(reason, message + "it is nested too deeply");
        }
        if (thrown instanceof OutOfMemoryError) {
            return new BadRecordException(RefusalReason.TOO_COSTLY, message + "it takes more memory than there is");
        }
        LOG.warn("{}{}", message, thrown.toString(), thrown);
        return new BadRecordException(reason, message + Quotes.oneLine(thrown.toString()));
    }
}
