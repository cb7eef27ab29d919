package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * The part of a graph that turns texts into token ids, as Keras' {@code TextVectorization} and {@code StringLookup}
 * write it: standardisation, splitting, look-up, padding. The steps and the vocabulary are read from the graph. The
 * rest (ids of padding and of unknown words, length, truncation) is found by running the graph on artificial texts.
 */
final class TextFrontEnd {

    /** Name of the placeholder of the ids, int32 [batch, length]. */
    static final String IDS = "maskstream_ids";

    private static final Set<String> KEEP_TEXT =
            Set.of("Identity", "Squeeze", "Reshape", "ExpandDims", "Unpack", "StridedSlice", "GatherV2");
    private static final Set<String> COUNTS = Set.of("DenseBincount", "Bincount", "SparseBincount", "RaggedBincount");

    /** A word that no vocabulary has: a private-use character. */
    private static final String STRANGER = "\uE07F";

    private static final int TRIED = 200;
    private static final int VERY_LONG = 3000;

    private final GraphDef graph;
    private final Map<String, NodeDef> nodes;
    private final Map<String, List<String>> users = new HashMap<>();
    private final Port text;
    private final FunctionInliner functions;
    private final SavedModelSession session;
    private final Set<String> cone;

    private TextFrontEnd(GraphDef graph, Port text, FunctionInliner functions, SavedModelSession session) {
        this.graph = graph;
        this.nodes = GraphDefs.nodes(graph);
        this.text = text;
        this.functions = functions;
        this.session = session;
        for (NodeDef node : graph.getNodeList()) {
            for (String input : node.getInputList()) {
                users.computeIfAbsent(GraphDefs.nodeOf(input), name -> new ArrayList<>())
                        .add(node.getName());
            }
        }
        this.cone = reached(null);
    }

    /**
     * A graph whose input is token ids.
     *
     * @param ids the port that replaces the one for texts
     */
    record Cut(GraphDef graph, Port ids, TextLookup lookup, String note) {}

    /**
     * Cuts a graph after the look-up.
     *
     * @param text its input, strings [batch] or [batch, 1]
     * @param outputs names of the requested tensors
     * @throws IllegalArgumentException if the look-up does not give ids with positions, or does something that no
     *     encoding of maskstream supports; says what
     */
    static Cut cut(
            GraphDef graph, Port text, List<String> outputs, FunctionInliner functions, SavedModelSession session) {
        return new TextFrontEnd(graph, text, functions, session).cut(outputs);
    }

    private Cut cut(List<String> outputs) {
        if (text.shape() == null
                || text.shape().size() > 2
                || (text.shape().size() == 2 && text.shape().get(1) != 1)) {
            throw new IllegalArgumentException("its input '" + text.key() + "' takes texts of shape " + text.shape()
                    + "; only one text per record can be explained, [batch] or [batch, 1]");
        }
        refuseWhatHasNoPositions();
        Splitting splitting = splitting();
        NodeDef ids = ids(outputs);
        NodeDef find = nodes.values().stream()
                .filter(node -> node.getOp().equals("LookupTableFindV2") && cone.contains(node.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "its texts are not looked up in a table, so the ids of words are unknown"));
        SortedMap<Long, String> table = table(find);
        String prefix = session.add(GraphDefs.pruned(graph, List.of(ids.getName())));
        TextLookup lookup = new Probes(prefix, ids.getName(), splitting, table).lookup();

        GraphDef.Builder without = graph.toBuilder().clearNode();
        List<Long> shape = List.of(-1L, lookup.length() == null ? -1L : lookup.length());
        without.addNode(NodeDef.newBuilder()
                .setName(IDS)
                .setOp("Placeholder")
                .putAttr("dtype", GraphDefs.type(DataType.DT_INT32))
                .putAttr("shape", AttrValue.getDefaultInstance()));
        for (NodeDef node : graph.getNodeList()) {
            without.addNode(
                    node.getName().equals(ids.getName())
                            ? GraphDefs.cast(ids.getName(), IDS, DataType.DT_INT32, functions.outputType(ids))
                            : node);
        }
        return new Cut(
                GraphDefs.pruned(without.build(), outputs),
                new Port(text.key(), IDS, DataType.DT_INT32, shape),
                lookup,
                "Its text processing before '" + ids.getName() + "' (standardisation, splitting, look-up of "
                        + lookup.vocabulary().size() + " entries) was cut off and is done outside the graph.");
    }

    private void refuseWhatHasNoPositions() {
        for (String name : cone) {
            NodeDef node = nodes.get(name);
            if (node.getOp().equals("StringNGrams")) {
                throw new IllegalArgumentException(
                        "its TextVectorization makes n-grams, which stand for several words at"
                                + " once; a mask needs single tokens, ngrams=None");
            }
            if (node.getOp().startsWith("StringToHashBucket")) {
                throw new IllegalArgumentException("it hashes words ('" + name
                        + "'), so several words share an id; a mask needs one vocabulary entry per word and at most one id"
                        + " for unknown words");
            }
        }
        // Ragged tensors use the same operations before the look-up; multi-hot vectors use them after it.
        Set<String> looked =
                LoopUnrolling.behind(nodes.values(), node -> node.getOp().equals("LookupTableFindV2"));
        for (String name : looked) {
            if (COUNTS.contains(nodes.get(name).getOp())) {
                throw new IllegalArgumentException("its TextVectorization counts words (multi_hot, count or tf_idf), so"
                        + " the order of the words is lost; a mask needs positions, output_mode='int'");
            }
        }
    }

    private record Splitting(List<TextStep> steps, Unit unit) {}

    /** Follows the text from the input to the operation that splits it. */
    private Splitting splitting() {
        List<TextStep> steps = new ArrayList<>();
        String at = text.tensor();
        while (true) {
            String next = null;
            for (String user : users.getOrDefault(at, List.of())) {
                NodeDef node = nodes.get(user);
                switch (node.getOp()) {
                    case "StringSplitV2", "StringSplit" -> {
                        requireWhiteSpace(node);
                        return new Splitting(steps, Unit.WHITESPACE);
                    }
                    case "UnicodeDecode", "UnicodeDecodeWithOffsets" -> {
                        return new Splitting(steps, Unit.CHARACTERS);
                    }
                    case "StringLower" -> {
                        boolean unicode = !attribute(node, "encoding").getS().isEmpty();
                        steps.add(TextStep.lowercase(unicode ? Letters.UNICODE : Letters.ASCII));
                        next = user;
                    }
                    case "StringStrip" -> {
                        steps.add(TextStep.replacing("^[ \\t\\n\\x0B\\f\\r]+|[ \\t\\n\\x0B\\f\\r]+$", ""));
                        next = user;
                    }
                    case "StaticRegexReplace" -> {
                        steps.add(replacement(
                                node,
                                attribute(node, "pattern").getS().toStringUtf8(),
                                attribute(node, "rewrite").getS().toStringUtf8()));
                        next = user;
                    }
                    case "RegexReplace" -> {
                        steps.add(replacement(node, string(node, 1), string(node, 2)));
                        next = user;
                    }
                    case "LookupTableFindV2" ->
                        throw new IllegalArgumentException("it looks up whole texts ('" + user
                                + "') without splitting them, so there are no words to mask");
                    case "StringUpper", "StringJoin", "StringFormat", "Substr", "UnicodeTranscode" ->
                        throw new IllegalArgumentException("it changes texts by " + node.getOp() + " ('" + user
                                + "'), which maskstream's encoding does not support; do this before the model");
                    default -> {
                        if (KEEP_TEXT.contains(node.getOp())
                                && functions.outputType(node) == DataType.DT_STRING
                                && next == null) {
                            next = user;
                        }
                    }
                }
            }
            if (next == null) {
                throw new IllegalArgumentException(
                        "its texts are split neither into words nor into characters after '" + at + "'");
            }
            at = next;
        }
    }

    private void requireWhiteSpace(NodeDef split) {
        String separator = string(split, 1);
        boolean tensorFlowOne = split.getOp().equals("StringSplit");
        if (!separator.isEmpty() && !(tensorFlowOne && separator.equals(" "))) {
            throw new IllegalArgumentException("it splits texts at '" + separator + "' ('" + split.getName()
                    + "'); only splitting at white space or into single characters is supported");
        }
    }

    private TextStep replacement(NodeDef node, String pattern, String with) {
        boolean all = !node.containsAttr("replace_global")
                || node.getAttrOrThrow("replace_global").getB();
        if (!all || with.contains("\\")) {
            throw new IllegalArgumentException("it replaces '" + pattern + "' in texts by '" + with + "'"
                    + (all ? "" : " once") + " ('" + node.getName()
                    + "'); only replacements of all matches by fixed characters are supported");
        }
        return TextStep.replacing(pattern, with);
    }

    /** SavedModels omit attributes that have their default value. */
    private static AttrValue attribute(NodeDef node, String name) {
        return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
    }

    private String string(NodeDef node, int input) {
        NodeDef constant = nodes.get(GraphDefs.nodeOf(node.getInput(input)));
        while (constant != null && constant.getOp().equals("Identity")) {
            constant = nodes.get(GraphDefs.nodeOf(constant.getInput(0)));
        }
        if (constant == null || !constant.getOp().equals("Const")) {
            throw new IllegalArgumentException("'" + node.getName() + "' has a pattern that is not constant");
        }
        return constant.getAttrOrThrow("value").getTensor().getStringVal(0).toStringUtf8();
    }

    /** The nodes that can be reached from the text without passing through a given node; null for no restriction. */
    private Set<String> reached(String without) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(text.tensor()));
        while (!open.isEmpty()) {
            String name = open.poll();
            if (!name.equals(without) && reached.add(name)) {
                open.addAll(users.getOrDefault(name, List.of()));
            }
        }
        return reached;
    }

    /**
     * The last tensor of integers that all paths from the text to the outputs share before any floating-point numbers.
     */
    private NodeDef ids(List<String> outputs) {
        Set<String> wanted = new HashSet<>();
        outputs.forEach(output -> wanted.add(GraphDefs.nodeOf(output)));
        NodeDef found = null;
        Set<String> before = Set.of();
        for (String name : cone) {
            DataType type = functions.outputType(nodes.get(name));
            if (type != DataType.DT_INT32 && type != DataType.DT_INT64) {
                continue;
            }
            Set<String> around = reached(name);
            if (Collections.disjoint(around, wanted) && !embeds(around) && around.size() >= before.size()) {
                before = around;
                found = nodes.get(name);
            }
        }
        if (found == null) {
            throw new IllegalArgumentException(
                    "its texts do not become one sequence of token ids in front of an embedding");
        }
        return found;
    }

    /** Whether some of the nodes compute floating-point numbers. */
    private boolean embeds(Set<String> part) {
        return part.stream().anyMatch(name -> functions.outputType(nodes.get(name)) == DataType.DT_FLOAT);
    }

    /** The words of a table by their ids. */
    private SortedMap<Long, String> table(NodeDef find) {
        String table = GraphDefs.nodeOf(find.getInput(0));
        while (nodes.get(table).getOp().equals("Identity")) {
            table = GraphDefs.nodeOf(nodes.get(table).getInput(0));
        }
        String export = "maskstream_table";
        String prefix = session.add(GraphDef.newBuilder()
                .addNode(nodes.get(table))
                .addNode(NodeDef.newBuilder()
                        .setName(export)
                        .setOp("LookupTableExportV2")
                        .addInput(table)
                        .putAttr("Tkeys", find.getAttrOrThrow("Tin"))
                        .putAttr("Tvalues", find.getAttrOrThrow("Tout")))
                .build());
        SortedMap<Long, String> words = new TreeMap<>();
        try (Result result = session.session()
                .runner()
                .fetch(prefix + export + ":0")
                .fetch(prefix + export + ":1")
                .run()) {
            TString keys = (TString) result.get(0);
            long[] values = wholeNumbers(result.get(1));
            for (int i = 0; i < values.length; i++) {
                words.put(values[i], keys.getObject(i));
            }
        }
        return words;
    }

    private static long[] wholeNumbers(Tensor tensor) {
        int size = (int) tensor.shape().size();
        long[] values = new long[size];
        int[] at = new int[1];
        if (tensor instanceof TInt64 whole) {
            whole.scalars().forEach(value -> values[at[0]++] = value.getLong());
        } else {
            ((TInt32) tensor).scalars().forEach(value -> values[at[0]++] = value.getInt());
        }
        return values;
    }

    /** Runs the graph on artificial texts. */
    private final class Probes {
        private final String prefix;
        private final String ids;
        private final Splitting splitting;
        private final SortedMap<Long, String> table;

        Probes(String prefix, String ids, Splitting splitting, SortedMap<Long, String> table) {
            this.prefix = prefix;
            this.ids = ids;
            this.splitting = splitting;
            this.table = table;
        }

        TextLookup lookup() {
            long padding = padding();
            Map<String, Long> words = reachable(padding);
            if (words.size() < 2) {
                throw new IllegalArgumentException("of the words of its vocabulary that were tried, fewer than two"
                        + " survive its own standardisation");
            }
            List<String> names = List.copyOf(words.keySet());
            String one = names.get(0);
            String other = names.get(1);
            long[] pair = rows(List.of(text(List.of(one, other)), ""))[0];
            if (pair.length < 2 || pair[0] != words.get(one) || pair[1] != words.get(other)) {
                throw new IllegalArgumentException(
                        "its look-up does not turn two known words into their two ids followed by the padding");
            }
            long[] stranger = rows(List.of(text(List.of(STRANGER, one)), text(List.of(one, other))))[0];
            Integer unknown = stranger[0] == words.get(one) ? null : Math.toIntExact(stranger[0]);
            int shortWidth = pair.length;
            int longWidth = rows(List.of(text(Collections.nCopies(VERY_LONG, one))))[0].length;
            Integer length = longWidth == VERY_LONG ? null : Integer.valueOf(longWidth);
            if (length != null && shortWidth != longWidth) {
                throw new IllegalArgumentException("its sequences are cut at " + length
                        + " tokens but not padded to this length;"
                        + " give TextVectorization an output_sequence_length");
            }
            return new TextLookup(
                    splitting.steps(),
                    splitting.unit(),
                    List.copyOf(table.values()),
                    Math.toIntExact(table.firstKey()),
                    unknown,
                    Math.toIntExact(padding),
                    length,
                    length == null ? Truncation.REFUSE : truncation(length, one, other, words.get(one)));
        }

        private Truncation truncation(int length, String one, String other, long oneId) {
            List<String> tooLong = new ArrayList<>(List.of(one));
            tooLong.addAll(Collections.nCopies(length, other));
            return rows(List.of(text(tooLong)))[0][0] == oneId ? Truncation.END : Truncation.START;
        }

        private long padding() {
            long[] empty = rows(List.of("", text(List.of(STRANGER, STRANGER))))[0];
            if (empty.length == 0) {
                throw new IllegalArgumentException(
                        "its look-up gives no ids for a batch of an empty text and one with unknown"
                                + " words, so the id of padding cannot be found");
            }
            return empty[0];
        }

        /** Words that the graph turns into exactly their id in the table. */
        private Map<String, Long> reachable(long padding) {
            long expected = table.firstKey();
            for (Map.Entry<Long, String> entry : table.entrySet()) {
                if (entry.getKey() != expected++) {
                    throw new IllegalArgumentException("the ids of its vocabulary have a gap at " + (expected - 1));
                }
            }
            List<Map.Entry<Long, String>> tried =
                    table.entrySet().stream().limit(TRIED).toList();
            long[][] rows = rows(tried.stream().map(Map.Entry::getValue).toList());
            Map<String, Long> words = new TreeMap<>();
            for (int i = 0; i < rows.length; i++) {
                long id = tried.get(i).getKey();
                long tokens =
                        Arrays.stream(rows[i]).filter(other -> other != padding).count();
                if (tokens == 1 && rows[i][0] == id) {
                    words.put(tried.get(i).getValue(), id);
                }
            }
            return words;
        }

        private String text(List<String> tokens) {
            return String.join(splitting.unit() == Unit.CHARACTERS ? "" : " ", tokens);
        }

        private long[][] rows(List<String> texts) {
            Shape shape = text.shape().size() == 1 ? Shape.of(texts.size()) : Shape.of(texts.size(), 1);
            var values = NdArrays.ofObjects(String.class, shape);
            for (int i = 0; i < texts.size(); i++) {
                if (shape.numDimensions() == 1) {
                    values.setObject(texts.get(i), i);
                } else {
                    values.setObject(texts.get(i), i, 0);
                }
            }
            try (TString input = TString.tensorOf(values);
                    Result result = session.session()
                            .runner()
                            .feed(prefix + text.tensor() + ":0", input)
                            .fetch(prefix + ids + ":0")
                            .run()) {
                Tensor made = result.get(0);
                if (made.shape().numDimensions() != 2 || made.shape().get(0) != texts.size()) {
                    throw new IllegalArgumentException(
                            "its look-up should turn texts into ids [batch, length], but gives the shape "
                                    + made.shape());
                }
                long[] flat = wholeNumbers(made);
                int width = (int) made.shape().get(1);
                long[][] rows = new long[texts.size()][];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
                }
                return rows;
            }
        }
    }
}
