package io.maskstream.trainer.evaluate.truth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.subject.Classification;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.truth.NegatedWords.Deciding;
import java.util.List;

/**
 * How well scores find the words that decide the class of a text (see {@link NegatedWords}), on texts that the model
 * classifies correctly. For each text, as many of the highest words are taken as there are deciding words. Means over
 * the texts: {@code found}, the share of these that are deciding; {@code auroc}, how often a deciding word has a higher
 * score than another; and {@code negator}, how often the negator is among these words, over the texts that have one.
 *
 * @param encoding of the texts
 */
public record WordTruth(InputEncoding encoding) implements Measure {

    @Override
    public String title() {
        return "Deciding words that are known";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.sample();
        List<Integer> right = Right.of(records);
        List<Deciding> deciding = right.stream()
                .map(i -> NegatedWords.deciding(words((Review) records.original(i))))
                .toList();
        Found found = new Found(result, right.size());
        ExplainedRecords all = trial.all();
        found.put("accuracy", Classification.accuracy(all.predictions(), all.targets()));
        for (Attribution method : trial.methods()) {
            List<float[]> scores = trial.scores(method);
            judge(found, method.name(), right.stream().map(scores::get).toList(), deciding);
        }
    }

    private List<String> words(Review review) {
        String text = review.getText();
        return ((TokenSequence) encoding.encode(review))
                .spans().stream()
                        .map(span -> text.substring(
                                text.offsetByCodePoints(0, span.start()), text.offsetByCodePoints(0, span.end())))
                        .toList();
    }

    private static void judge(Found found, String method, List<float[]> scores, List<Deciding> deciding) {
        double[] share = new double[deciding.size()];
        double[] auroc = new double[share.length];
        double[] negator = new double[share.length];
        for (int i = 0; i < share.length; i++) {
            double[] words = Found.doubles(scores.get(i));
            Deciding one = deciding.get(i);
            boolean[] truth = new boolean[words.length];
            boolean[] negates = new boolean[words.length];
            for (int place = 0; place < words.length; place++) {
                truth[place] = one.holds(place);
                negates[place] = truth[place] && place != one.word();
            }
            share[i] = Ranks.ofHighest(words, truth, one.words());
            auroc[i] = Ranks.auroc(words, truth);
            // Among the highest words, at most one is the negator.
            negator[i] =
                    one.negator().isPresent() ? Ranks.ofHighest(words, negates, one.words()) * one.words() : Double.NaN;
        }
        found.put(method, "found", share);
        found.put(method, "auroc", auroc);
        found.put(method, "negator", negator);
    }
}
