package io.maskstream.trainer.evaluate.replacement;

import java.util.Arrays;

/**
 * Regions of one record that are kept or replaced together, such as the characters of an atom.
 *
 * @param ofRegion the group of each region, from 0, or {@link #NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // Indices that are only read.
public record RegionGroups(int[] ofRegion) {

    /** The group of a region that belongs to no group, such as a bond or a bracket. */
    public static final int NONE = -1;

    /** Number of groups. */
    public int count() {
        return 1 + Arrays.stream(ofRegion).max().orElse(NONE);
    }

    /**
     * Computes the mean of the regions' numbers in each group, ignoring regions without a group. A sum would favour
     * atoms that are spelt with several characters, such as {@code [nH]}.
     *
     * @return one number per group; 0 for a group without regions
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

    /** Expands one number per group to one number per region; 0 for regions without a group. */
    public float[] expanded(float[] groups) {
        float[] regions = new float[ofRegion.length];
        for (int region = 0; region < regions.length; region++) {
            regions[region] = ofRegion[region] == NONE ? 0 : groups[ofRegion[region]];
        }
        return regions;
    }
}
