package io.maskstream.trainer.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A file with options of {@code fit} and {@code evaluate}, so that one file describes both commands of a job. It is a
 * JSON object whose fields are the names of options without dashes. The fields {@code model} and {@code
 * explainer-folder} are the parameters of the commands. Options on the command line override the file.
 *
 * <pre>{@code
 * {"model": "models/mine", "explainer-folder": "explainers/mine",
 *  "records": "reviews.csv", "input": "text", "label": "rating",
 *  "store": "explainers", "name": "mine", "epochs": 4, "measures": ["word_table"]}
 * }</pre>
 */
final class TaskFile implements IDefaultValueProvider {

    private static final String OPTION = "--task";

    /** The commands that accept a task file. */
    private static final List<String> COMMANDS = List.of("fit", "evaluate");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> values;

    private TaskFile(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Makes the task file that a command line names, if any, the source of the options that are not given.
     *
     * @throws IOException if the file cannot be read, or has a field that is not an option of these commands
     */
    static void apply(CommandLine line, String[] arguments) throws IOException {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(OPTION + "=")) {
                line.setDefaultValueProvider(read(Path.of(arguments[i].substring(OPTION.length() + 1)), line));
            } else if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
                line.setDefaultValueProvider(read(Path.of(arguments[i + 1]), line));
            }
        }
    }

    private static TaskFile read(Path file, CommandLine line) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + ", which " + OPTION + " names.");
        }
        JsonNode task;
        try {
            task = JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IOException("The task " + file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
        if (!task.isObject()) {
            throw new IOException("The task " + file + " is not a JSON object.");
        }
        Set<String> known = known(line);
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : task.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IOException("The task " + file + " has a field '" + field.getKey()
                        + "', which is not an option of fit or evaluate; the options are " + String.join(", ", known)
                        + ".");
            }
            values.put(field.getKey(), value(file, field.getKey(), field.getValue()));
        }
        return new TaskFile(values);
    }

    private static String value(Path file, String field, JsonNode value) throws IOException {
        if (value.isValueNode() && !value.isNull()) {
            return value.asText();
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isValueNode)) {
            throw new IOException("The field '" + field + "' of the task " + file
                    + " must be a string, a number, true, false, or a list of these.");
        }
        List<String> entries = new ArrayList<>();
        value.forEach(entry -> entries.add(entry.asText()));
        return String.join(",", entries);
    }

    private static Set<String> known(CommandLine line) {
        Set<String> known = new TreeSet<>();
        for (String command : COMMANDS) {
            CommandSpec spec = line.getSubcommands().get(command).getCommandSpec();
            spec.args().forEach(argument -> known.add(field(argument)));
        }
        known.removeAll(Set.of("help", "version", "task"));
        return known;
    }

    private static String field(ArgSpec argument) {
        if (argument instanceof PositionalParamSpec parameter) {
            return parameter.paramLabel().toLowerCase(Locale.ROOT) + (isExplainer(parameter) ? "-folder" : "");
        }
        return ((OptionSpec) argument).longestName().replaceFirst("^-+", "");
    }

    /** There is also an option named --explainer, which selects requests of a topic. */
    private static boolean isExplainer(PositionalParamSpec parameter) {
        return parameter.paramLabel().equals("EXPLAINER");
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return values.get(field(argument));
    }
}
