package io.maskstream.streamer.drift;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.profile.Observation;
import io.maskstream.schemas.profile.ObservedExplainer;
import io.maskstream.schemas.profile.ProfileOfRecords;
import io.maskstream.schemas.record.Review;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts of two kinds, and an explainer with a profile of the first kind. */
public final class MadeUpReviews {

    private static final List<String> SUBJECTS =
            List.of("the film", "i", "it", "a story", "the film and the cast", "the ending");
    private static final List<String> VERDICTS = List.of(
            "is good",
            "is great and i love it",
            "love the film",
            "is wonderful",
            "is bad",
            "is awful",
            "hate it",
            "is a bit boring");

    private MadeUpReviews() {}

    /** Returns reviews of several sentences, each with a verdict. */
    public static List<String> reviews(int count, long seed) {
        Random random = new Random(seed);
        List<String> reviews = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int sentence = 2 + random.nextInt(4); sentence > 0; sentence--) {
                text.append(any(SUBJECTS, random))
                        .append(' ')
                        .append(any(VERDICTS, random))
                        .append(". ");
            }
            reviews.add(text.toString());
        }
        return reviews;
    }

    /** Returns short remarks about something else, most of whose words the explainer does not know. */
    public static List<String> remarks(int count, long seed) {
        Random random = new Random(seed);
        List<String> remarks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            remarks.add(any(List.of("battery", "charger", "screen", "parcel"), random) + " arrived late, "
                    + any(List.of("boring box", "awful glue", "the lid and a hinge"), random));
        }
        return remarks;
    }

    private static String any(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Publishes the next version of an explainer with evidence and a profile of reviews. */
    public static ExplainerArtifact publishExplainer(Path store, String name) {
        ExplainerArtifact artifact = TinyReviewExplainer.publishWithEvidence(store, name);
        Manifest manifest = artifact.manifest();
        ObservedExplainer observed = ObservedExplainer.of(manifest.input(), manifest.output(), manifest.evidence());
        try (Explainer explainer = Explainer.load(artifact)) {
            List<EncodedInput> inputs = encoded(explainer, reviews(1000, 1));
            List<ModelOutput> outputs = explained(explainer, inputs);
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                ModelOutput output = outputs.get(i);
                ModelOutput.Evidence evidence = output.evidence()[ObservedExplainer.predicted(output.prediction())];
                observations.add(observed.observe(
                        inputs.get(i), output.prediction(), output.mask(), evidence.values(), evidence.baseline()));
            }
            return artifact.withProfile(
                    new ProfileOfRecords(observed, List.of(), 1).of(observations, "1000 made-up reviews"));
        }
    }

    static List<EncodedInput> encoded(Explainer explainer, List<String> texts) {
        return texts.stream()
                .map(text -> explainer.encoding().encode(new Review(text)))
                .toList();
    }

    static List<ModelOutput> explained(Explainer explainer, List<EncodedInput> inputs) {
        return explainer.explain(inputs, TinyReviewExplainer.LONGEST, false);
    }
}
