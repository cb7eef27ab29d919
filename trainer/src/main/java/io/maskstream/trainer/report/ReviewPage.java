package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.trainer.evaluate.Closeness;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.records.ImdbReviews;
import io.maskstream.trainer.records.ReviewSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reviews with their words on a ground as dark as their weights are high, as in the paper's figure 3, and its table 1. */
public final class ReviewPage {

    /** Words of the table; the paper's has as many. */
    private static final int TABLE_WORDS = 10;

    private ReviewPage() {}

    /**
     * Writes a page.
     *
     * @param words the node of that name of an evaluation
     */
    public static Path write(
            Path file, ExplainedModel model, List<ImdbReviews.Review> reviews, TextEncoding encoding, JsonNode words)
            throws IOException {
        HtmlPage page = new HtmlPage("Reviews, and the words that decide");
        page.markup("<h2>Words of the highest mean weight</h2><table>");
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
        page.markup("</table><h2>Reviews</h2>");
        List<EncodedInput> ids = new ReviewSet(reviews, encoding)
                .examples().stream().map(example -> example.input()).toList();
        List<float[]> masks = model.masks(ids);
        float[][] predictions = model.predictions(ids);
        for (int i = 0; i < reviews.size(); i++) {
            article(page, reviews.get(i), encoding, predictions[i], masks.get(i));
        }
        return page.write(file);
    }

    private static void article(
            HtmlPage page, ImdbReviews.Review review, TextEncoding encoding, float[] probabilities, float[] mask) {
        int said = Closeness.mostProbable(probabilities);
        int label = review.positive() ? 1 : 0;
        page.markup("<article><p><strong>")
                .text(String.format(Locale.ROOT, "%s (%.0f%%)", ReviewSet.CLASSES.get(said), 100 * probabilities[said]))
                .markup("</strong>")
                .text(said == label ? "" : ", but its author says " + ReviewSet.CLASSES.get(label))
                .markup("</p><p>");
        highlight(page, review.text(), encoding.encode(review.text()).spans(), mask);
        page.markup("</p></article>");
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
