package io.maskstream.trainer.evaluate.replacement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegionGroupsTest {

    /** The groups of {@code C(Cl)}. */
    private static final RegionGroups GROUPS =
            new RegionGroups(new int[] {0, RegionGroups.NONE, 1, 1, RegionGroups.NONE});

    @Test
    void aGroupHasTheMeanOfItsRegionsAndNothingOfTheOthers() {
        assertThat(GROUPS.means(new float[] {5, 99, 1, 2, 99})).containsExactly(5, 1.5f);
    }

    @Test
    void regionsOfNoGroupAreNotKept() {
        assertThat(GROUPS.expanded(new float[] {0, 1})).containsExactly(0, 0, 1, 1, 0);
    }
}
