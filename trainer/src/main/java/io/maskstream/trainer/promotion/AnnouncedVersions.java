package io.maskstream.trainer.promotion;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The release topic's records for one explainer: which version serves, and which version is the candidate. */
public final class AnnouncedVersions {

    private final AvroCodec<ExplainerRelease> codec = AvroCodec.singleObject(ExplainerRelease.class);
    private final String name;
    private byte[] serving;
    private byte[] candidate;

    /** Creates the state of an explainer for which no record has been read. */
    public AnnouncedVersions(String name) {
        this.name = name;
    }

    /** Takes a record of the topic; the last record of each key counts. */
    public void take(ConsumerRecord<byte[], byte[]> polled) {
        String key = polled.key() == null ? "" : new String(polled.key(), StandardCharsets.UTF_8);
        if (key.equals(name)) {
            serving = polled.value();
        } else if (key.equals(CandidateKey.of(name))) {
            candidate = polled.value();
        }
    }

    /**
     * Returns the release; empty if none was announced, in which case each streamer's store decides.
     *
     * @throws IOException if the record cannot be deserialized
     */
    public Optional<ExplainerRelease> serving() throws IOException {
        return read(serving, "release");
    }

    /**
     * Returns the candidate; empty if there is none.
     *
     * @throws IOException if the record cannot be deserialized
     */
    public Optional<ExplainerRelease> candidate() throws IOException {
        return read(candidate, "candidate");
    }

    private Optional<ExplainerRelease> read(byte[] value, String what) throws IOException {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(value));
        } catch (UnreadableRecordException e) {
            throw new IOException("The " + what + " of " + name + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
