package io.maskstream.demo;

import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.nio.ByteBuffer;

/** Makes inputs bad: such that are read to their end, or nearly, before that is noticed. */
final class Damage {

    private Damage() {}

    /** Something of the same kind that cannot be explained. */
    static Object to(Object input) {
        if (input instanceof Molecule molecule) {
            // A ring that is never closed.
            return new Molecule(molecule.getSmiles() + "C1");
        }
        if (input instanceof Review review) {
            return new Review(review.getText().replaceAll("\\p{L}+", "zzqx"));
        }
        Image image = (Image) input;
        byte[] file = new byte[image.getData().remaining()];
        image.getData().duplicate().get(file);
        // A bit of the pixels, which only the checksum shows.
        file[file.length / 2] ^= 1;
        return new Image(ByteBuffer.wrap(file), image.getSize());
    }
}
