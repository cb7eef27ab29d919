package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.records.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Shifts, mirrors and partly covers images at random in every epoch (shifts and mirroring after He et al. 2016, covers
 * after DeVries and Taylor 2017). Of some images only parts are shown. Covered pixels and pixels beyond the image have
 * the mean colour, which is also the value of a pixel under a mask of 0. The model is thereby trained on images with
 * missing parts.
 *
 * @param mean mean colour, one sample for each channel
 * @param mirror whether half of the images are mirrored horizontally
 * @param cover side of the covered rectangle, as a share of the image's side; 0 for none
 * @param revealed share of the images of which only parts are shown, in [0,1]
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record PictureAugmentation(byte[] mean, boolean mirror, double cover, double revealed) {

    /** Returns each image once, at its own size. */
    public List<Batch.Example> of(List<EncodedInput> pictures, float[] targets, Random random) {
        PixelGrid first = (PixelGrid) pictures.get(0);
        return of(pictures, targets, first.width(), first.height(), random);
    }

    /**
     * Returns a crop of each image.
     *
     * @param width width of the crop in pixels
     * @param height height of the crop in pixels
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
