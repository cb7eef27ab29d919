package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An HTML page of texts with their words highlighted by weight, as in the paper's figure 3, and with its table 1 if
 * that was measured.
 *
 * @param encoding encoding of the texts
 */
record TextPage(InputEncoding encoding) implements RecordFigures {

    private static final int TEXTS = 12;

    /** Number of words in each row of the table, as in the paper. */
    private static final int TABLE_WORDS = 10;

    @Override
    public List<Path> write(Path folder, ExplainedRecords all, JsonNode measured) throws IOException {
        HtmlPage page = new HtmlPage("Texts and the words that decide");
        if (measured.has("words")) {
            table(page, measured.get("words"));
        }
        ExplainedRecords records = all.some(FigureFolder.evenly(all.size(), TEXTS));
        Prediction prediction = new Prediction(records);
        page.markup("<h2>Texts</h2>");
        for (int i = 0; i < records.size(); i++) {
            Object original = records.original(i);
            page.markup("<article><p><strong>")
                    .text(prediction.sure(i))
                    .markup("</strong>")
                    .text(prediction.label(i))
                    .markup("</p><p>");
            highlight(
                    page,
                    ((Review) original).getText(),
                    ((TokenSequence) encoding.encode(original)).spans(),
                    records.masks().get(i));
            page.markup("</p></article>");
        }
        return List.of(page.write(folder.resolve("texts.html")));
    }

    private static void table(HtmlPage page, JsonNode words) {
        page.markup("<h2>Words with the highest mean weight</h2><table>");
        for (Map.Entry<String, JsonNode> ofClass : words.properties()) {
            page.markup("<tr><th>").text(ofClass.getKey()).markup("</th>");
            for (int i = 0; i < Math.min(TABLE_WORDS, ofClass.getValue().size()); i++) {
                JsonNode word = ofClass.getValue().get(i);
                page.markup("<td>")
                        .weighted(word.get("word").asText(), (float)
                                word.get("weight").asDouble())
                        .markup("</td>");
            }
            page.markup("</tr>");
        }
        page.markup("</table>");
    }

    static void highlight(HtmlPage page, String text, List<Span> spans, float[] mask) {
        int[] codePoints = text.codePoints().toArray();
        int at = 0;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            page.text(new String(codePoints, at, span.start() - at));
            page.weighted(new String(codePoints, span.start(), span.end() - span.start()), mask[i]);
            at = span.end();
        }
        page.text(new String(codePoints, at, codePoints.length - at));
    }
}
