package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.records.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pictures moved, mirrored and with a part covered at random, so that no epoch sees the same (moves and mirrors after He et
 * al. 2016, covers after DeVries and Taylor 2017). Of some only parts are left. What is beyond the picture and what is covered
 * has the mean colour, which is also what a mask of 0 makes of a pixel: so the model has seen pictures with parts missing.
 *
 * @param mean colour, a sample a channel
 * @param mirror whether half of them have left and right exchanged
 * @param cover side of the rectangle that is covered, as a share of the picture's; 0 for none
 * @param revealed share of the pictures of which only parts are left, in [0,1]
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record PictureAugmentation(byte[] mean, boolean mirror, double cover, double revealed) {

    /** Each picture once, at its own size. */
    public List<Batch.Example> of(List<EncodedInput> pictures, float[] targets, Random random) {
        PixelGrid first = (PixelGrid) pictures.get(0);
        return of(pictures, targets, first.width(), first.height(), random);
    }

    /**
     * Each picture once.
     *
     * @param width of the window that is cut out of the moved picture, in pixels
     * @param height of that window
     */
    public List<Batch.Example> of(List<EncodedInput> pictures, float[] targets, int width, int height, Random random) {
        RandomParts parts = new RandomParts(mean);
        List<Batch.Example> examples = new ArrayList<>(pictures.size());
        for (int i = 0; i < targets.length; i++) {
            PixelGrid picture = (PixelGrid) pictures.get(i);
            PixelGrid window = Crop.drawn(random, picture.width(), picture.height(), width, height, mirror)
                    .of(picture, mean);
            if (revealed > 0 && random.nextDouble() < revealed) {
                parts.leave(window, random);
            } else if (cover > 0) {
                int coverWidth = (int) Math.round(cover * picture.width());
                int coverHeight = (int) Math.round(cover * picture.height());
                parts.cover(
                        window,
                        random.nextInt(height) - coverHeight / 2,
                        random.nextInt(width) - coverWidth / 2,
                        coverWidth,
                        coverHeight);
            }
            examples.add(new Batch.Example(window, targets[i]));
        }
        return examples;
    }
}
