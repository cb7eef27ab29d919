package io.maskstream.demo;

import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.nio.ByteBuffer;

/** Damages inputs in such a way that the damage is noticed only near the end of the input. */
final class Damage {

    private Damage() {}

    /** Returns an input of the same kind that cannot be explained. */
    static Object to(Object input) {
        if (input instanceof Molecule molecule) {
            // An unclosed ring.
            return new Molecule(molecule.getSmiles() + "C1");
        }
        if (input instanceof Review review) {
            return new Review(review.getText().replaceAll("\\p{L}+", "zzqx"));
        }
        Image image = (Image) input;
        byte[] file = new byte[image.getData().remaining()];
        image.getData().duplicate().get(file);
        // A flipped bit in the pixels, which only the checksum reveals.
        file[file.length / 2] ^= 1;
        return new Image(ByteBuffer.wrap(file), image.getSize());
    }
}
