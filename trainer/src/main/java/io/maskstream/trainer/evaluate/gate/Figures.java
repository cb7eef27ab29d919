package io.maskstream.trainer.evaluate.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * The figures of an evaluation, as conditions read them. A figure that is there and is no finite number is {@code NaN}, which
 * no comparison holds for: an explainer whose masks are no numbers fails.
 */
record Figures(JsonNode measured) {

    /** Whether it was measured. */
    boolean has(String... path) {
        return !at(path).isMissingNode();
    }

    /** A figure; {@code NaN} where it is not there, too. */
    double number(String... path) {
        JsonNode node = at(path);
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** Names of the entries of a node. */
    List<String> names(String... path) {
        return at(path).propertyStream().map(entry -> entry.getKey()).toList();
    }

    /** The texts of a list. */
    List<String> texts(String... path) {
        return at(path).valueStream().map(JsonNode::asText).toList();
    }

    /** A text; empty where there is none. */
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

    /** A path and what stands below it. */
    static String[] below(String[] path, String... more) {
        return Stream.of(path, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
