package io.maskstream.trainer.evaluate.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegionsTest {

    @Test
    void eachTokenIsOne() {
        Regions regions = Regions.of(Manifest.Input.tokens(InputKind.MOLECULE, 9));

        assertThat(regions.count(3)).isEqualTo(3);
        assertThat(regions.pooled(new float[] {1, 2, 3})).containsExactly(1, 2, 3);
        assertThat(regions.summed(new float[] {1, 2, 3})).containsExactly(1, 2, 3);
        assertThat(regions.expanded(new float[] {1, 2, 3}, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void aPictureIsCutIntoRectanglesThatAreSmallerAtItsRightAndLowerBorder() {
        Regions regions = Regions.Grid.of(5, 3, 2);

        assertThat(regions.count(15)).isEqualTo(4);
        assertThat(IntStream.range(0, 15).map(regions::of))
                .containsExactly(0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3);
        float[] parts = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        assertThat(regions.summed(parts)).containsExactly(27, 28, 36, 29);
        assertThat(regions.pooled(parts)).containsExactly(4.5f, 7, 12, 14.5f);
        assertThat(regions.expanded(new float[] {1, 2, 3, 4}, 15))
                .containsExactly(1, 1, 1, 2, 2, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4);
    }

    @Test
    void aPictureHasAtMostEightTimesEightAndNoneIsEmpty() {
        for (int width = 1; width <= 40; width++) {
            for (int height = 1; height <= 40; height++) {
                Regions regions = Regions.of(Manifest.Input.images(width, height));
                int count = regions.count(width * height);
                assertThat(count).isLessThanOrEqualTo(64);
                assertThat(IntStream.range(0, width * height)
                                .map(regions::of)
                                .distinct()
                                .sorted()
                                .toArray())
                        .containsExactly(IntStream.range(0, count).toArray());
            }
        }
        assertThat(Regions.of(Manifest.Input.images(32, 32)).count(1024)).isEqualTo(64);
        assertThat(Regions.of(Manifest.Input.images(3, 2)).count(6)).isEqualTo(6);
    }
}
