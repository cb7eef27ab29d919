package io.maskstream.streamer.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.streamer.metrics.AgreementTotal;
import org.junit.jupiter.api.Test;

class AgreementWindowTest {

    private final AgreementWindow window = new AgreementWindow(10, new AgreementTotal(100, 90));

    @Test
    void thereIsNoMeanOfTooFewRecords() {
        assertThat(window.mean(new AgreementTotal(100, 90))).isEmpty();
        assertThat(window.mean(new AgreementTotal(109, 90))).isEmpty();
        assertThat(window.mean(new AgreementTotal(110, 95))).hasValue(0.5);
    }

    @Test
    void whatWasCountedBeforeItBeganDoesNotCount() {
        assertThat(window.mean(new AgreementTotal(120, 90))).hasValue(0);
    }

    @Test
    void onlyTheLastRecordsCount() {
        assertThat(window.mean(new AgreementTotal(105, 95))).isEmpty();
        assertThat(window.mean(new AgreementTotal(112, 95))).as("12 records").hasValue(5 / 12.);
        assertThat(window.mean(new AgreementTotal(115, 95))).as("from 105 on").hasValue(0);
        assertThat(window.mean(new AgreementTotal(115, 95))).as("nothing new").hasValue(0);
        assertThat(window.mean(new AgreementTotal(122, 102))).as("from 112 on").hasValue(0.7);
    }
}
