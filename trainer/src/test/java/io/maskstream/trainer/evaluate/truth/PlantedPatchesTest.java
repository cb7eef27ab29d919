package io.maskstream.trainer.evaluate.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.Image;
import io.maskstream.trainer.evaluate.truth.PlantedPatches.Drawing;
import io.maskstream.trainer.evaluate.truth.PlantedPatches.Patch;
import io.maskstream.trainer.records.SourceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlantedPatchesTest {

    private static final int SIDE = Drawing.USUAL.side();
    private static final int LIGHT = 125;

    @Test
    void theFirstPatchAloneTellsTheClass() {
        PlantedPatches pictures = new PlantedPatches(Drawing.USUAL, 500, 3);
        Map<String, Set<String>> deciding = new HashMap<>();
        Set<String> distracting = new HashSet<>();
        for (SourceRecord record : records(pictures)) {
            Image image = (Image) record.input();
            List<Patch> patches = pictures.patches(image);
            deciding.computeIfAbsent(record.label(), label -> new HashSet<>()).add(pattern(image, patches.get(0)));
            patches.subList(1, patches.size()).forEach(patch -> distracting.add(pattern(image, patch)));
        }

        assertThat(deciding).hasSize(10);
        assertThat(deciding.values())
                .allSatisfy(patterns -> assertThat(patterns).hasSize(1));
        Set<String> all = new HashSet<>();
        deciding.values().forEach(all::addAll);
        assertThat(all).hasSize(10).doesNotContainAnyElementsOf(distracting);
    }

    @Test
    void patchesStandApartFromEachOtherAndWithinThePicture() {
        PlantedPatches pictures = new PlantedPatches(Drawing.USUAL, 200, 4);
        for (SourceRecord record : records(pictures)) {
            List<Patch> patches = pictures.patches((Image) record.input());
            int covered = 0;
            for (int i = 0; i < SIDE * SIDE; i++) {
                int row = i / SIDE;
                int column = i % SIDE;
                covered += patches.stream().anyMatch(patch -> patch.holds(row, column)) ? 1 : 0;
            }
            assertThat(patches).hasSize(5);
            assertThat(covered).isEqualTo(patches.size() * PlantedPatches.PATCH * PlantedPatches.PATCH);
        }
    }

    @Test
    void aSeedMakesTheSamePictures() {
        assertThat(records(new PlantedPatches(Drawing.USUAL, 20, 5)))
                .isEqualTo(records(new PlantedPatches(Drawing.USUAL, 20, 5)))
                .isNotEqualTo(records(new PlantedPatches(Drawing.USUAL, 20, 6)));
    }

    /** The red channel of each square as light or dark. */
    private static String pattern(Image image, Patch patch) {
        StringBuilder pattern = new StringBuilder();
        for (int y = 0; y < PlantedPatches.PATCH; y += 2) {
            for (int x = 0; x < PlantedPatches.PATCH; x += 2) {
                int pixel = (patch.top() + y) * SIDE + patch.left() + x;
                pattern.append((image.getData().get(3 * pixel) & 0xFF) > LIGHT ? 'o' : '.');
            }
        }
        return pattern.toString();
    }

    private static List<SourceRecord> records(PlantedPatches pictures) {
        List<SourceRecord> records = new ArrayList<>();
        pictures.forEach(records::add, skipped -> {});
        return records;
    }
}
