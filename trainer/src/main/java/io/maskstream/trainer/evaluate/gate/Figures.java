package io.maskstream.trainer.evaluate.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * The figures of an evaluation, as conditions read them. A figure that was measured but is not a finite number is read
 * as {@code NaN}, for which all comparisons are false. So an explainer whose masks are not numbers fails.
 */
record Figures(JsonNode measured) {

    /** Whether a figure was measured. */
    boolean has(String... path) {
        return !at(path).isMissingNode();
    }

    /** A figure; {@code NaN} also if it is missing. */
    double number(String... path) {
        JsonNode node = at(path);
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** The names of the entries of a node. */
    List<String> names(String... path) {
        return at(path).propertyStream().map(entry -> entry.getKey()).toList();
    }

    /** The texts of a list. */
    List<String> texts(String... path) {
        return at(path).valueStream().map(JsonNode::asText).toList();
    }

    /** A text; empty if it is missing. */
    String text(String... path) {
        return at(path).asText("");
    }

    private JsonNode at(String... path) {
        JsonNode node = measured;
        for (String name : path) {
            node = node.path(name);
        }
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    /** Appends names to a path. */
    static String[] below(String[] path, String... more) {
        return Stream.of(path, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
