package io.maskstream.trainer.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** Checks the encoding and the predictions of records against the results of the model owner's own code. */
public final class EncodingCheck {

    /** Differences beyond this number are only counted. */
    private static final int SHOWN = 3;

    /** Every library resizes images a little differently; samples that differ by no more than this agree. */
    private static final double SAMPLE_TOLERANCE = 1.01;

    /** Tolerance of predictions, relative to their absolute value or to 1, whichever is larger. */
    private static final double PREDICTION_TOLERANCE = 1e-3;

    private static final JsonMapper JSON = new JsonMapper();

    private final FrozenModel model;
    private final PixelRange pixels;
    private final Path file;
    private final InputEncoding encoding;
    private final List<String> sentences = new ArrayList<>();
    private int compared;
    private int agreed;
    private int predictions;
    private int agreedPredictions;
    private int differences;

    private EncodingCheck(FrozenModel model, PixelRange pixels, Path file) {
        this.model = model;
        this.pixels = pixels;
        this.file = file;
        this.encoding = model.encoding(ImageLimits.usual());
    }

    /**
     * The result of a check.
     *
     * @param agrees whether everything is the same
     * @param sentences that say how many records agree, and how the first few of the others differ
     */
    public record Comparison(boolean agrees, List<String> sentences) {}

    /**
     * Checks a model.
     *
     * @param pixels the range of the pixels in the file
     * @param file JSON Lines with the fields {@code text}, {@code smiles} or {@code image} (a path relative to the
     *     file's folder); {@code ids} or {@code pixels}; and {@code prediction}
     * @throws IOException if it cannot be read
     */
    public static Comparison of(FrozenModel model, PixelRange pixels, Path file) throws IOException {
        EncodingCheck check = new EncodingCheck(model, pixels, file);
        List<String> lines = Files.readAllLines(file);
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            try (Session session = new Session(graph)) {
                for (int i = 0; i < lines.size(); i++) {
                    if (!lines.get(i).isBlank()) {
                        check.compare(session, lines.get(i), i + 1);
                    }
                }
            }
        }
        return check.result();
    }

    private Comparison result() {
        List<String> all = new ArrayList<>();
        String what = model.card().input().kind() == InputKind.IMAGE ? "pixels" : "ids";
        String there = " in " + file + " and here";
        if (compared > 0) {
            all.add(agreed + " of " + compared + " records have the same " + what + there
                    + (predictions == 0
                            ? "."
                            : ", and " + agreedPredictions + " of " + predictions + " the same prediction."));
        } else if (predictions > 0) {
            all.add(agreedPredictions + " of " + predictions + " records have the same prediction" + there + ".");
        } else {
            all.add("No line of " + file + " has " + what + " or a prediction to compare.");
        }
        all.addAll(sentences);
        if (differences > SHOWN) {
            all.add("And " + (differences - SHOWN) + " more that differ.");
        }
        return new Comparison(differences == 0 && compared + predictions > 0, all);
    }

    private void differs(String sentence) {
        if (++differences <= SHOWN) {
            sentences.add(sentence);
        }
    }

    private void compare(Session session, String line, int number) throws IOException {
        String place = file.getFileName() + ", line " + number;
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(place + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
        EncodedInput encoded;
        try {
            encoded = encoding.encode(input(json, place));
        } catch (UnencodableInputException e) {
            compared++;
            differs(place + " cannot be explained: " + e.getMessage() + ".");
            return;
        }
        if (json.has("ids") || json.has("pixels")) {
            compared++;
            String difference = encoded instanceof TokenSequence tokens
                    ? difference(tokens, json, place)
                    : difference((PixelGrid) encoded, json, place);
            if (difference == null) {
                agreed++;
            } else {
                differs(difference);
            }
        }
        if (json.has("prediction")) {
            predictions++;
            String difference = predictionDifference(session, encoded, values(json.get("prediction")), place);
            if (difference == null) {
                agreedPredictions++;
            } else {
                differs(difference);
            }
        }
    }

    private Object input(JsonNode json, String place) throws IOException {
        String field =
                switch (encoding.kind()) {
                    case IMAGE -> "image";
                    case REVIEW -> "text";
                    case MOLECULE -> "smiles";
                };
        if (!json.path(field).isTextual()) {
            throw new IOException(place + " has no field '" + field + "'.");
        }
        String value = json.get(field).asText();
        return switch (encoding.kind()) {
            case IMAGE ->
                new Image(
                        ByteBuffer.wrap(Files.readAllBytes(file.toAbsolutePath().resolveSibling(value))), null);
            case REVIEW -> new Review(value);
            case MOLECULE -> new Molecule(value);
        };
    }

    private String difference(TokenSequence tokens, JsonNode json, String place) {
        double[] theirs = values(json.path("ids"));
        int length = model.card().input().longest();
        int[] ours = theirs.length == tokens.ids().length ? tokens.ids() : padded(tokens, length);
        for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
            if (ours[i] != (int) theirs[i]) {
                return place + " differs at position " + i + token(tokens, json, i, ours) + ": " + (int) theirs[i]
                        + " in the file, " + ours[i] + " here.";
            }
        }
        return ours.length == theirs.length
                ? null
                : place + " has " + theirs.length + " ids in the file, but " + tokens.ids().length
                        + " here, or " + length
                        + " with padding.";
    }

    private int[] padded(TokenSequence tokens, int length) {
        int[] ids = new int[length];
        model.card()
                .input()
                .tensor()
                .batch(List.of(tokens), length)
                .asIntBuffer()
                .get(ids);
        return ids;
    }

    private String token(TokenSequence tokens, JsonNode json, int position, int[] ours) {
        InputTensor tensor = model.card().input().tensor();
        OptionalInt part = IntStream.range(0, tokens.spans().size())
                .filter(one -> tokens.place(one, tensor, ours.length) == position)
                .findFirst();
        if (part.isEmpty()) {
            return " (no token here)";
        }
        Span span = tokens.spans().get(part.getAsInt());
        String text = json.path(encoding.kind() == InputKind.MOLECULE ? "smiles" : "text")
                .asText();
        int start = text.offsetByCodePoints(0, span.start());
        return " ('" + text.substring(start, text.offsetByCodePoints(start, span.end() - span.start())) + "')";
    }

    private String difference(PixelGrid grid, JsonNode json, String place) {
        double[] theirs = values(json.path("pixels"));
        byte[] ours = grid.samples();
        ImageInput image = model.card().input().image();
        if (theirs.length != ours.length) {
            return place + " has " + theirs.length + " values in the file, but here " + image.width() + " x "
                    + image.height()
                    + " x " + grid.channels() + ".";
        }
        int worst = -1;
        double most = SAMPLE_TOLERANCE * pixels.scale();
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            double apart = Math.abs(theirs[i] - value(ours[i]));
            largest = Math.max(largest, apart);
            if (apart > most && worst < 0) {
                worst = i;
            }
        }
        if (worst < 0) {
            return null;
        }
        int pixel = worst / grid.channels();
        return String.format(
                Locale.ROOT,
                "%s differs first at row %d, column %d, channel %d: %.4g in the file, %.4g here; by up to %.3g.",
                place,
                pixel / grid.width(),
                pixel % grid.width(),
                worst % grid.channels(),
                theirs[worst],
                value(ours[worst]),
                largest);
    }

    private double value(byte sample) {
        return (sample & 0xFF) * pixels.scale() + pixels.offset();
    }

    private String predictionDifference(Session session, EncodedInput encoded, double[] theirs, String place) {
        FrozenCard card = model.card();
        int length = card.tensors()
                .tailMap(Math.min(encoded.length(), card.tensors().lastKey()))
                .firstKey();
        FrozenTensors tensors = card.tensors().get(length);
        float[] ours;
        try (Tensor input = tensor(card.input(), encoded, length);
                Result result = session.runner()
                        .feed(tensors.input(), input)
                        .fetch(tensors.prediction())
                        .run()) {
            TFloat32 prediction = (TFloat32) result.get(0);
            ours = new float[Math.toIntExact(prediction.size())];
            prediction.copyTo(DataBuffers.of(ours));
        }
        double[] normal = normal(theirs, ours.length);
        for (int i = 0; i < ours.length; i++) {
            if (i >= normal.length
                    || Math.abs(normal[i] - ours[i]) > PREDICTION_TOLERANCE * Math.max(1, Math.abs(normal[i]))) {
                return String.format(
                        Locale.ROOT,
                        "%s has the prediction %s in the file, but %s here.",
                        place,
                        Arrays.toString(theirs),
                        Arrays.toString(ours));
            }
        }
        return null;
    }

    /** Brings a single probability of two classes, or logits, into the form of this model's prediction. */
    private static double[] normal(double[] theirs, int columns) {
        if (theirs.length == 1 && columns == 2) {
            return new double[] {1 - theirs[0], theirs[0]};
        }
        double sum = Arrays.stream(theirs).sum();
        if (columns > 1 && Math.abs(sum - 1) > PREDICTION_TOLERANCE) {
            double highest = Arrays.stream(theirs).max().orElse(0);
            double all = Arrays.stream(theirs)
                    .map(logit -> Math.exp(logit - highest))
                    .sum();
            return Arrays.stream(theirs)
                    .map(logit -> Math.exp(logit - highest) / all)
                    .toArray();
        }
        return theirs;
    }

    private static Tensor tensor(Manifest.Input input, EncodedInput encoded, int length) {
        ByteBuffer batch = input.tensor().batch(List.of(encoded), length);
        Shape shape = Shape.of(input.tensor().shape(1, length));
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        ByteDataBuffer data = DataBuffers.of(bytes);
        return input.tensor().type() == InputTensor.ElementType.UINT8
                ? Tensor.of(TUint8.class, shape, data)
                : Tensor.of(TInt32.class, shape, data);
    }

    /** Returns the numbers of an array, nested or flat. */
    private static double[] values(JsonNode array) {
        List<Double> values = new ArrayList<>();
        flatten(array, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void flatten(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(element -> flatten(element, values));
        } else if (node.isNumber()) {
            values.add(node.asDouble());
        }
    }
}
