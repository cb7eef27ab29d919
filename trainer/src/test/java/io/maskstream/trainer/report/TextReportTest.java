package io.maskstream.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextReportTest {

    @Test
    void showsHowMuchMasksDependOnWhatTheModelHasLearnt() throws IOException {
        StringWriter text = new StringWriter();
        TextReport.print(
                new ObjectMapper()
                        .readTree(
                                """
                                {"records": 80, "randomised": {"records": 70, "steps": 300,
                                 "modelToShuffled": {"mean": 0.25, "low": 0.125, "high": 0.5}}}"""),
                "",
                new PrintWriter(text, true));

        assertThat(text.toString())
                .contains("after fits of 300 steps, on 70 records")
                .containsPattern("shuffled upper layers +0\\.25 \\[0\\.1[23], 0\\.50]")
                .containsPattern("two seeds +not measured: a mask is degenerate");
    }
}
