package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Shows pixels of another image in place of the regions that are not kept, before the model sees the image. */
abstract class OtherPixels implements Replacement {

    private static final float HIGHEST = 255;

    private ExplainedRecords known;
    private List<float[]> others;

    /**
     * Returns the other image of each record.
     *
     * @return samples in [0,255], in the order of {@link PixelGrid#samples}
     */
    abstract List<float[]> others(List<PixelGrid> pictures);

    @Override
    public Replaced replaced(ExplainedRecords records, List<float[]> kept) {
        if (!Objects.equals(known, records)) {
            // Computed once for all orders and shares on the same records.
            others = others(records.inputs().stream().map(PixelGrid.class::cast).toList());
            known = records;
        }
        ImageInput image = records.model().input().image();
        List<EncodedInput> blended = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            float[] cells = records.regions().expanded(kept.get(i), image.cells());
            blended.add(blended((PixelGrid) records.inputs().get(i), others.get(i), cells, image));
        }
        return Replaced.whole(records.model(), blended);
    }

    /**
     * Combines an image, where it is kept, with another image elsewhere.
     *
     * @param cells of the mask: 1 where the image is kept, 0 where it is replaced, a mixture in between
     */
    static PixelGrid blended(PixelGrid picture, float[] other, float[] cells, ImageInput image) {
        byte[] samples = new byte[picture.samples().length];
        for (int pixel = 0; pixel < picture.length(); pixel++) {
            int row = pixel / picture.width() * image.maskHeight() / picture.height();
            int column = pixel % picture.width() * image.maskWidth() / picture.width();
            float kept = cells[row * image.maskWidth() + column];
            for (int at = pixel * picture.channels(); at < (pixel + 1) * picture.channels(); at++) {
                samples[at] = sample(kept * (picture.samples()[at] & 0xFF) + (1 - kept) * other[at]);
            }
        }
        return picture.withSamples(samples);
    }

    /** Rounds a number to the nearest sample in [0,255]. */
    static byte sample(float value) {
        return (byte) Math.round(Math.max(0, Math.min(HIGHEST, value)));
    }
}
