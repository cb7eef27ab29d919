package io.maskstream.streamer.explain;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.Provenance;
import io.maskstream.schemas.record.RequestSource;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.NumericMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Turns the output of a graph into the record that is published. */
public final class ExplanationAssembly {

    /** The version that the build wrote into the jar. */
    private static final String VERSION =
            Objects.requireNonNullElse(ExplanationAssembly.class.getPackage().getImplementationVersion(), "unpackaged");

    private ExplanationAssembly() {}

    /**
     * Returns the explanation of a request.
     *
     * @param batch number of requests in the same call of the graph
     * @param place index of this request among them, from 0
     */
    public static Explanation assemble(PreparedRequest request, ModelOutput output, int batch, int place) {
        Explainer explainer = request.explainer();
        Evidence evidence = evidence(request, output);
        return Explanation.newBuilder()
                .setId(request.id())
                .setExplainer(explainer.identity())
                .setPrediction(prediction(explainer.output(), output.prediction()))
                .setMaskedPrediction(
                        output.maskedPrediction() == null
                                ? null
                                : prediction(explainer.output(), output.maskedPrediction()))
                .setMask(mask(explainer, request.input(), output.mask()))
                .setSpans(spans(request.input(), output.mask(), evidence))
                .setEvidence(evidence)
                .setProvenance(provenance(request, batch, place))
                .build();
    }

    private static Provenance provenance(PreparedRequest request, int batch, int place) {
        RecordOrigin origin = request.origin();
        NumericMode mode = request.explainer().numericMode();
        return new Provenance(
                request.digest(),
                origin.isOnTopic() ? new RequestSource(origin.topic(), origin.partition(), origin.offset()) : null,
                mode.precision(),
                mode.processor(),
                batch,
                place,
                VERSION);
    }

    private static Object prediction(Manifest.Output output, float[] numbers) {
        return switch (output.type()) {
            case VALUE -> new ValuePrediction(output.name(), numbers[0], output.unit());
            case CLASSES -> {
                List<ClassProbability> classes = new ArrayList<>(numbers.length);
                for (int i = 0; i < numbers.length; i++) {
                    classes.add(new ClassProbability(output.classes().get(i), numbers[i]));
                }
                classes.sort(Comparator.comparingDouble(ClassProbability::getProbability)
                        .reversed());
                yield new ClassPrediction(classes);
            }
        };
    }

    private static Mask mask(Explainer explainer, EncodedInput input, float[] weights) {
        List<Float> listed = listed(weights);
        if (input instanceof PixelGrid pixels) {
            return new Mask(
                    List.of(explainer.image().maskHeight(), explainer.image().maskWidth()),
                    listed,
                    area(weights),
                    new ImageSize(pixels.originalWidth(), pixels.originalHeight()),
                    pixels.isTurned() ? pixels.orientation() : null);
        }
        return new Mask(List.of(input.parts()), listed, area(weights), null, null);
    }

    /** Returns the mean weight, in [0,1]: the share of the input that the explanation keeps. */
    public static float area(float[] weights) {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return (float) (sum / weights.length);
    }

    /** Returns null if the explainer gives no evidence. */
    private static Evidence evidence(PreparedRequest request, ModelOutput output) {
        Manifest.Evidence given = request.explainer().evidence();
        if (given == null) {
            return null;
        }
        Manifest.Output predicted = request.explainer().output();
        int number = request.asked() == PreparedRequest.MOST_PROBABLE
                ? indexOfHighest(output.prediction())
                : request.asked();
        ModelOutput.Evidence of = output.evidence()[number];
        return new Evidence(
                predicted.type() == Manifest.OutputType.CLASSES
                        ? predicted.classes().get(number)
                        : predicted.name(),
                given.unit(),
                given.height() == null ? List.of(of.values().length) : List.of(given.height(), given.width()),
                listed(of.values()),
                of.baseline(),
                of.remainder());
    }

    /**
     * Returns the index of the highest number; the first one if there are several, like the order of the prediction.
     */
    public static int indexOfHighest(float[] numbers) {
        int highest = 0;
        for (int i = 1; i < numbers.length; i++) {
            if (numbers[i] > numbers[highest]) {
                highest = i;
            }
        }
        return highest;
    }

    private static List<Float> listed(float[] numbers) {
        List<Float> listed = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            listed.add(number);
        }
        return listed;
    }

    private static List<WeightedSpan> spans(EncodedInput input, float[] weights, Evidence evidence) {
        if (!(input instanceof TokenSequence sequence)) {
            return List.of();
        }
        List<Span> tokens = sequence.spans();
        List<WeightedSpan> spans = new ArrayList<>(tokens.size());
        for (int i = 0; i < weights.length; i++) {
            Span span = tokens.get(i);
            spans.add(new WeightedSpan(
                    span.start(),
                    span.end(),
                    weights[i],
                    span.atom() == Span.NO_ATOM ? null : span.atom(),
                    evidence == null ? null : evidence.getValues().get(i)));
        }
        return spans;
    }
}
