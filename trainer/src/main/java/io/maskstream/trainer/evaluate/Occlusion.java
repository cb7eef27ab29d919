package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.input.EncodedInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How far the prediction moves when a region of the record is left out (Zeiler and Fergus 2014): the score of its parts. */
record Occlusion(Regions regions) implements Attribution {

    /** Cuts records into regions. */
    interface Regions {

        /** How many regions a record of so many parts has. */
        int count(int parts);

        /** The region that a part belongs to, from 0. */
        int of(int part);
    }

    /** Each token by itself. */
    static Occlusion ofTokens() {
        return new Occlusion(new Regions() {
            @Override
            public int count(int parts) {
                return parts;
            }

            @Override
            public int of(int part) {
                return part;
            }
        });
    }

    /**
     * Rectangles of a picture's cells.
     *
     * @param width of the mask in cells
     * @param height of the mask in cells
     * @param across how many rectangles there are along each side, at most
     */
    static Occlusion ofPatches(int width, int height, int across) {
        int patchWidth = (width + across - 1) / across;
        int patchHeight = (height + across - 1) / across;
        int columns = (width + patchWidth - 1) / patchWidth;
        int rows = (height + patchHeight - 1) / patchHeight;
        return new Occlusion(new Regions() {
            @Override
            public int count(int parts) {
                return columns * rows;
            }

            @Override
            public int of(int part) {
                return part / width / patchHeight * columns + part % width / patchWidth;
            }
        });
    }

    @Override
    public String name() {
        return "occlusion";
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        return records.perRecord((record, parts) -> {
            int count = regions.count(parts);
            List<float[]> without = new ArrayList<>(count);
            for (int region = 0; region < count; region++) {
                float[] mask = new float[parts];
                Arrays.fill(mask, 1f);
                without.add(mask);
            }
            for (int part = 0; part < parts; part++) {
                without.get(regions.of(part))[part] = 0;
            }
            EncodedInput input = records.inputs().get(record);
            float[][] occluded = records.model().maskedPredictions(Collections.nCopies(count, input), without);
            float[] moved = new float[parts];
            for (int part = 0; part < parts; part++) {
                moved[part] =
                        (float) records.closeness().distance(records.predictions()[record], occluded[regions.of(part)]);
            }
            return moved;
        });
    }
}
