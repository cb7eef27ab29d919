package io.maskstream.streamer.live;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.util.Locale;
import java.util.Optional;

/** A record that is shown; its request is read on first use. To be used by one thread. */
final class LiveEvent {

    private final LiveBuffer.Entry entry;
    private final RequestReader reader;
    private Optional<ExplanationRequest> request;

    LiveEvent(LiveBuffer.Entry entry, RequestReader reader) {
        this.entry = entry;
        this.reader = reader;
    }

    LiveBuffer.Entry entry() {
        return entry;
    }

    LiveRecord record() {
        return entry.record();
    }

    LiveFilter.Outcome outcome() {
        return record().isExplained() ? LiveFilter.Outcome.EXPLAINED : LiveFilter.Outcome.DEAD_LETTER;
    }

    /** Returns the explainer that explained it, or that a dead letter asked for; null if it asked for none. */
    String explainer() {
        return record().isExplained()
                ? record().explained().explainer().getName()
                : request().map(ExplanationRequest::getExplainer).orElse(null);
    }

    /** Returns the kind of input; null if the request cannot be read. */
    InputKind kind() {
        return request().map(readable -> InputKind.of(readable.getInput())).orElse(null);
    }

    /** Returns the id; null if the request cannot be read. */
    String id() {
        return request().map(ExplanationRequest::getId).orElse(null);
    }

    /**
     * Returns whether id, text, SMILES string or the reason of a refusal contain a text.
     *
     * @param text text in lower case
     */
    boolean contains(String text) {
        if (!record().isExplained() && contains(record().refusal().getMessage(), text)) {
            return true;
        }
        return request()
                .filter(readable -> contains(readable.getId(), text)
                        || (readable.getInput() instanceof Review review && contains(review.getText(), text))
                        || (readable.getInput() instanceof Molecule molecule && contains(molecule.getSmiles(), text)))
                .isPresent();
    }

    private static boolean contains(String within, String text) {
        return within != null && within.toLowerCase(Locale.ROOT).contains(text);
    }

    /** Returns the request; empty if it cannot be read, which is the reason for a dead letter. */
    Optional<ExplanationRequest> request() {
        if (request == null) {
            request = read();
        }
        return request;
    }

    private Optional<ExplanationRequest> read() {
        byte[] value = record().request();
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.read(value));
        } catch (UnreadableRecordException | SchemaRegistryException e) {
            return Optional.empty();
        }
    }
}
