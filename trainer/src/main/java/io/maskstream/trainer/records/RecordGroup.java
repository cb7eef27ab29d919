package io.maskstream.trainer.records;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Identifies copies of one input, which a split must not separate: the same text, the same molecule in any spelling, or
 * the same image file. Half of a SHA-256 digest, to save memory with millions of records.
 */
record RecordGroup(long high, long low) {

    /**
     * Returns the group of an input.
     *
     * @param input an {@link Image}, a {@link Review} or a {@link Molecule}
     * @throws IllegalArgumentException if it is not a valid molecule
     */
    static RecordGroup of(Object input) {
        if (input instanceof Molecule molecule) {
            return of(SmilesEncoding.canonical(molecule.getSmiles()));
        }
        if (input instanceof Review review) {
            return of(review.getText());
        }
        Image image = (Image) input;
        MessageDigest digest = Digests.sha256Digest();
        digest.update(image.getData().duplicate());
        if (image.getSize() != null) {
            digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(image.getSize().getWidth())
                    .putInt(image.getSize().getHeight())
                    .flip());
        }
        return half(digest.digest());
    }

    private static RecordGroup of(String text) {
        return half(Digests.sha256Digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static RecordGroup half(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new RecordGroup(bytes.getLong(), bytes.getLong());
    }
}
