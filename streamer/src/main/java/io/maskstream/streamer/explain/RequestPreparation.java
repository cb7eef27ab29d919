package io.maskstream.streamer.explain;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a record and encodes it for the explainer that answers it. Safe for use by several threads. */
public final class RequestPreparation {

    private static final Logger LOG = LoggerFactory.getLogger(RequestPreparation.class);

    /** Takes about 0.3 ms as JSON, on one core of a server; most reviews and all molecules are shorter. */
    private static final int QUICKLY_READ_BYTES = 16 << 10;

    /** In UTF-16 units. CDK takes 20 µs for the longest molecules of ESOL, which are half as long. */
    private static final int QUICKLY_ENCODED_SMILES = 200;

    private final RequestReader reader;
    private final RequestDigest digest;
    private final ServedExplainers explainers;
    private final StreamerMetrics metrics;

    /**
     * Creates the preparation of requests.
     *
     * @param digest digest by which explanations identify their requests
     */
    public RequestPreparation(
            RequestReader reader, RequestDigest digest, ServedExplainers explainers, StreamerMetrics metrics) {
        this.metrics = metrics;
        this.reader = reader;
        this.digest = digest;
        this.explainers = explainers;
    }

    /** Leases the explainers that serve now; a request must be explained before its lease ends. */
    public ServedExplainers.Lease lease() {
        return explainers.lease();
    }

    /** Returns whether reading a value takes next to no time, whatever it contains. */
    public static boolean isQuicklyRead(byte[] value) {
        return value == null || value.length <= QUICKLY_READ_BYTES;
    }

    /**
     * Returns whether encoding an input takes next to no time after it was read; images and long molecules may take
     * longer.
     */
    public static boolean isQuicklyEncoded(ExplanationRequest request) {
        return request.getInput() instanceof Review
                || (request.getInput() instanceof Molecule molecule
                        && molecule.getSmiles().length() <= QUICKLY_ENCODED_SMILES);
    }

    /**
     * Reads one record. Every failure is the record's fault and leads to a refusal, since reading and encoding depend
     * on nothing else; the one exception is a registry that does not answer.
     *
     * @param value the value on the topic; may be null
     * @throws BadRecordException if the record can never be explained; names the record, the field and the reason
     * @throws SchemaRegistryException if the registry does not answer, in which case nothing is known about the record
     */
    public ExplanationRequest read(RecordOrigin origin, byte[] value) {
        try {
            return metrics.timed(Stage.DECODE, () -> request(origin, value));
        } catch (BadRecordException | SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw unforeseen(RefusalReason.UNREADABLE, Shown.of(origin) + "the value cannot be read: ", e);
        }
    }

    /**
     * Encodes a request. Every failure is the record's fault and leads to a refusal.
     *
     * @param value the value that the request was read from
     * @param lease lease on the explainers to choose from; all records of a batch must be encoded under the same lease
     * @throws BadRecordException if the record can never be explained; names the record, the field and the reason
     */
    public PreparedRequest encode(
            RecordOrigin origin, byte[] value, ExplanationRequest request, ServedExplainers.Lease lease) {
        return encoded(
                origin,
                () -> digest.of(value),
                request,
                () -> ExplainerChoice.of(request, lease.explainers()),
                encoding -> metrics.timed(Stage.ENCODE, encoding));
    }

    /**
     * Encodes a request for an explainer that does not answer it, but is compared with the one that does. Its time is
     * not counted as the stream's.
     *
     * @param digest digest of the value that the request was read from
     */
    public static PreparedRequest encodeFor(
            Explainer explainer, RecordOrigin origin, String digest, ExplanationRequest request) {
        return encoded(origin, () -> digest, request, () -> explainer, Supplier::get);
    }

    private static PreparedRequest encoded(
            RecordOrigin origin,
            Supplier<String> digest,
            ExplanationRequest request,
            Supplier<Explainer> choice,
            Function<Supplier<EncodedInput>, EncodedInput> timed) {
        String shown = Shown.of(origin, request.getId());
        try {
            Explainer explainer = choice.get();
            int asked = ClassChoice.of(request, explainer);
            EncodedInput input = timed.apply(() -> explainer.encoding().encode(request.getInput()));
            return new PreparedRequest(
                    origin, request.getId(), digest.get(), explainer, input, explainer.graphLength(input), asked);
        } catch (BadRecordException e) {
            throw new BadRecordException(e.reason(), shown + e.getMessage());
        } catch (UnencodableInputException e) {
            throw new BadRecordException(e.reason(), shown + e.getMessage());
        } catch (RuntimeException | Error e) {
            throw unforeseen(RefusalReason.UNPARSABLE, shown + "field 'input' cannot be encoded: ", e);
        }
    }

    private ExplanationRequest request(RecordOrigin origin, byte[] value) {
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

    /** Describes an unexpected exception of a library, and logs it with its stack trace for the developers. */
    private static BadRecordException unforeseen(RefusalReason reason, String message, Throwable thrown) {
        if (thrown instanceof StackOverflowError) {
            return new BadRecordException(reason, message + "it is nested too deeply");
        }
        if (thrown instanceof OutOfMemoryError) {
            return new BadRecordException(RefusalReason.TOO_COSTLY, message + "it needs more memory than is available");
        }
        LOG.warn("{}{}", message, thrown.toString(), thrown);
        return new BadRecordException(reason, message + Quotes.oneLine(thrown.toString()));
    }
}
