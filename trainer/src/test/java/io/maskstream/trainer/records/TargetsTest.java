package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetsTest {

    @Test
    void classesAreFoundByName() throws IOException {
        Targets targets = Targets.classes(List.of("neg", "pos"), 2, labels("pos", "neg", "pos"));

        assertThat(targets.of("neg")).isZero();
        assertThat(targets.of(" pos ")).isOne();
        assertThat(targets.of(null)).isNaN();
        assertThat(targets.classes()).containsExactly("neg", "pos");
        assertThatThrownBy(() -> targets.of("neutral")).hasMessageContaining("not one of the model's classes");
    }

    @Test
    void namedClassesAreFoundByNumber() throws IOException {
        Targets targets = Targets.classes(List.of("neg", "pos"), 2, labels("1.0", "0.0"));

        assertThat(targets.of("1.0")).isOne();
        assertThat(targets.classes()).containsExactly("neg", "pos");
    }

    @Test
    void withoutNamesTheLabelsAreTheClassesNumbersByValue() throws IOException {
        assertThat(Targets.classes(List.of(), 3, labels("b", "c", "a")).classes())
                .containsExactly("a", "b", "c");
        Targets numbers = Targets.classes(List.of(), 3, labels("10", "9", "-1"));
        assertThat(numbers.classes()).containsExactly("-1", "9", "10");
        assertThat(numbers.of("10")).isEqualTo(2);
    }

    @Test
    void numbersMayLeaveClassesOut() throws IOException {
        Targets targets = Targets.classes(List.of(), 5, labels("4", "0"));

        assertThat(targets.of("4")).isEqualTo(4);
        assertThat(targets.classes()).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void withoutLabelsThereAreNoTargets() throws IOException {
        Targets targets = Targets.classes(List.of(), 2, labels());

        assertThat(targets.labelled()).isFalse();
        assertThat(targets.of(null)).isNaN();
        assertThat(targets.classes()).containsExactly("0", "1");
    }

    @Test
    void labelsThatDoNotFitTheModelAreRefused() {
        assertRefused(
                () -> Targets.classes(List.of(), 2, labels("a", "b", "c")),
                "The labels name 3 classes (a, b, c), but the model has 2 classes");
        assertRefused(
                () -> Targets.classes(List.of("cat", "dog"), 2, labels("cat", "dog", "cow")),
                "The label 'cow' of record 2 is not one of the model's classes (cat, dog): correct it, or omit the"
                        + " labels.");
        assertRefused(
                () -> Targets.classes(List.of("cat"), 2, labels("cat")), "The number of class names is 1 (cat), but");
        assertRefused(
                () -> Targets.classes(
                        List.of(),
                        2,
                        labels(IntStream.range(0, 10_001)
                                .mapToObj(Integer::toString)
                                .toArray(String[]::new))),
                "There are more than 10000 different labels");
        assertRefused(
                () -> Targets.value(labels("good", "bad")),
                "The label 'good' of record 0 is not a number, but the model predicts a value");
        assertRefused(() -> Targets.classes(labels("a", "a")), "The labels name only one class, a");
    }

    @Test
    void valuesAreNumbers() throws IOException {
        Targets targets = Targets.value(labels("-1.5", "n/a"));

        assertThat(targets.of("-1.5")).isEqualTo(-1.5f);
        assertThatThrownBy(() -> targets.of("n/a")).hasMessage("the label 'n/a' is not a number");
        assertThatThrownBy(() -> targets.of("NaN")).hasMessage("the label 'NaN' is not a number");
    }

    @FunctionalInterface
    private interface Made {
        Targets make() throws IOException;
    }

    private static void assertRefused(Made targets, String sentence) {
        assertThatThrownBy(targets::make).isInstanceOf(IOException.class).hasMessageStartingWith(sentence);
    }

    private static LabelCounts labels(String... labels) {
        LabelCounts counts = new LabelCounts();
        for (int i = 0; i < labels.length; i++) {
            counts.add(labels[i], "record " + i);
        }
        return counts;
    }
}
