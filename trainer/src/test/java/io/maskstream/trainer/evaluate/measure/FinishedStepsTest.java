package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedStepsTest {

    private static final List<float[]> ROWS = List.of(new float[] {0.1f, -2e-7f}, new float[0], new float[] {3});

    @TempDir
    Path folder;

    @Test
    void rowsAreComputedOnceAndReadToTheLastBitAfterwards() {
        AtomicInteger computed = new AtomicInteger();

        for (int run = 0; run < 2; run++) {
            FinishedSteps steps = new FinishedSteps(folder.resolve("steps"));
            for (int i = 0; i < 2; i++) {
                assertThat(steps.rows("scores of gradient x input", () -> {
                            computed.incrementAndGet();
                            return ROWS;
                        }))
                        .containsExactly(ROWS.toArray(new float[0][]));
            }
        }

        assertThat(computed).hasValue(1);
    }

    @Test
    void withoutAFolderRowsAreKeptForTheRunAlone() {
        AtomicInteger computed = new AtomicInteger();
        FinishedSteps steps = new FinishedSteps(null);

        steps.rows("a", () -> counted(computed));
        steps.rows("a", () -> counted(computed));
        new FinishedSteps(null).rows("a", () -> counted(computed));

        assertThat(computed).hasValue(2);
    }

    @Test
    void figuresAreThoseOfTheMeasureAloneAndAreTakenOnce() {
        AtomicInteger taken = new AtomicInteger();
        Measure measure = measure(taken);
        ObjectNode earlier = JsonNodeFactory.instance.objectNode().put("area", 4);

        for (int run = 0; run < 2; run++) {
            ObjectNode figures = new FinishedSteps(folder).figures(measure, null, earlier);
            assertThat(figures).isEqualTo(JsonNodeFactory.instance.objectNode().put("twice", 8.0));
        }

        assertThat(taken).hasValue(1);
        assertThat(earlier).isEqualTo(JsonNodeFactory.instance.objectNode().put("area", 4));
    }

    @Test
    void aFileThatWasNotWrittenToItsEndIsIgnoredAndReplaced() throws IOException {
        AtomicInteger computed = new AtomicInteger();
        new FinishedSteps(folder).rows("a", () -> counted(computed));
        Path whole;
        try (var files = Files.list(folder)) {
            whole = files.findFirst().orElseThrow();
        }
        Files.move(whole, whole.resolveSibling(whole.getFileName() + ".part"));
        Files.writeString(whole.resolveSibling(whole.getFileName() + ".part"), "[[0.1,");

        assertThat(new FinishedSteps(folder).rows("a", () -> counted(computed)))
                .containsExactly(ROWS.toArray(new float[0][]));

        assertThat(computed).hasValue(2);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new FinishedSteps(file).rows("a", () -> ROWS))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("The step 'a' of the evaluation cannot be kept in " + file);
    }

    private static List<float[]> counted(AtomicInteger computed) {
        computed.incrementAndGet();
        return ROWS;
    }

    private static Measure measure(AtomicInteger taken) {
        return new Measure() {
            @Override
            public String title() {
                return "Twice the area";
            }

            @Override
            public void of(Trial trial, ObjectNode result) {
                taken.incrementAndGet();
                result.put("twice", 2 * result.get("area").asDouble());
            }
        };
    }
}
