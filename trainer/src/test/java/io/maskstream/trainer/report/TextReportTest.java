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
                                 "explainerToModel": {"mean": 0.75, "low": 0.5, "high": 0.875}}}"""),
                "",
                new PrintWriter(text, true));

        assertThat(text.toString())
                .contains("explainer further for 300 steps, on 70 records")
                .containsPattern("to the model itself +0\\.75 \\[0\\.50,0\\.88]")
                .containsPattern("difference +not measured: a mask is degenerate");
    }
}
