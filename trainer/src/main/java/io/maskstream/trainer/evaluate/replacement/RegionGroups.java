package io.maskstream.trainer.evaluate.replacement;

import java.util.Arrays;

/**
 * Regions of one record that are kept or replaced together, such as the characters of an atom.
 *
 * @param ofRegion each region's group, from 0, or {@link #NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // Indices, read alone.
public record RegionGroups(int[] ofRegion) {

    /** The group of a region that is replaced with no group of its own, such as a bond or a bracket. */
    public static final int NONE = -1;

    /** How many groups there are. */
    public int count() {
        return 1 + Arrays.stream(ofRegion).max().orElse(NONE);
    }

    /**
     * The mean of the regions' numbers in each group. It is the mean, and not the sum, so that an atom spelt with several
     * characters, such as {@code [nH]}, does not come first for its spelling alone; what stands in no group does not count.
     *
     * @return one number a group; 0 of a group without a region
     */
    public float[] means(float[] regions) {
        float[] means = new float[count()];
        int[] members = new int[means.length];
        for (int region = 0; region < regions.length; region++) {
            if (ofRegion[region] != NONE) {
                means[ofRegion[region]] += regions[region];
                members[ofRegion[region]]++;
            }
        }
        for (int group = 0; group < means.length; group++) {
            means[group] /= Math.max(1, members[group]);
        }
        return means;
    }

    /** A number a group as a number a region; 0 at the regions of no group. */
    public float[] expanded(float[] groups) {
        float[] regions = new float[ofRegion.length];
        for (int region = 0; region < regions.length; region++) {
            regions[region] = ofRegion[region] == NONE ? 0 : groups[ofRegion[region]];
        }
        return regions;
    }
}
