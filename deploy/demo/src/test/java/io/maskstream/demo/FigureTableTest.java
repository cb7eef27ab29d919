package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FigureTableTest {

    private final FigureTable table = new FigureTable("records/s", "engine", "ratio");

    @Test
    void alignsNamesToTheLeftAndFiguresToTheRight() {
        table.add("molecules", "3,601", "0.90");
        table.add("images", "304", "0.95");
        assertThat(table.toString().lines())
                .containsExactly("records/s  engine  ratio", "molecules   3,601   0.90", "images        304   0.95");
    }

    @Test
    void refusesARowThatHasNotACellForEachColumn() {
        assertThatThrownBy(() -> table.add("molecules")).isInstanceOf(IllegalArgumentException.class);
    }
}
