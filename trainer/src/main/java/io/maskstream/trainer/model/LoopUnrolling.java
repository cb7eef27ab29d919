package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Replaces loops by their bodies, as often as the length of the input demands, and branches by the one that is taken. A loop
 * of TensorFlow has no gradient here, and can be neither copied nor served; a loop over the positions of an input of fixed
 * length needs none.
 */
final class LoopUnrolling {

    /** What the graph has become. */
    record Unrolled(GraphDef graph, List<String> outputs, List<String> sequences, int loops, int steps) {}

    private static final Set<String> LOOPS = Set.of("While", "StatelessWhile");
    private static final Set<String> BRANCHES = Set.of("If", "StatelessIf", "Case", "StatelessCase");
    private static final Set<String> OF_TENSORFLOW_1 =
            Set.of("Enter", "Exit", "Switch", "RefSwitch", "Merge", "RefMerge", "LoopCond", "NextIteration");

    /** More steps make a graph that no session takes in a reasonable time. */
    private static final int MOST_STEPS = 20_000;

    private final FunctionInliner functions;
    private final Map<String, TensorProto> variables;
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final Map<String, String> replaced = new HashMap<>();
    private final List<String> sequences = new ArrayList<>();
    private int loops;
    private int steps;

    private LoopUnrolling(FunctionInliner functions, Map<String, TensorProto> variables) {
        this.functions = functions;
        this.variables = variables;
    }

    /**
     * A graph without loops and branches.
     *
     * @param functions bodies of the loops and branches
     * @param variables values by the name of the variable's node
     * @param outputs the tensors that are wanted
     * @throws IllegalArgumentException if the end of a loop, or a branch, depends on the values of the input; says what to
     *     do
     */
    static Unrolled of(
            GraphDef graph, FunctionInliner functions, Map<String, TensorProto> variables, List<String> outputs) {
        return new LoopUnrolling(functions, variables).unrolled(graph, outputs);
    }

    /** Whether a graph has control flow. */
    static boolean hasControlFlow(GraphDef graph) {
        return graph.getNodeList().stream().anyMatch(LoopUnrolling::isControlFlow);
    }

    private static boolean isControlFlow(NodeDef node) {
        return LOOPS.contains(node.getOp())
                || BRANCHES.contains(node.getOp())
                || OF_TENSORFLOW_1.contains(node.getOp());
    }

    /** Names of the nodes that need the outcome of a loop or branch. */
    static Set<String> behindControlFlow(Collection<NodeDef> nodes) {
        return behind(nodes, LoopUnrolling::isControlFlow);
    }

    /** Names of the nodes that need what a node of a sort gives. */
    static Set<String> behind(Collection<NodeDef> nodes, Predicate<NodeDef> sort) {
        Map<String, List<String>> users = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (NodeDef node : nodes) {
            for (String input : node.getInputList()) {
                users.computeIfAbsent(GraphDefs.nodeOf(input), name -> new ArrayList<>())
                        .add(node.getName());
            }
            if (sort.test(node)) {
                open.add(node.getName());
            }
        }
        Set<String> behind = new HashSet<>();
        while (!open.isEmpty()) {
            for (String user : users.getOrDefault(open.poll(), List.of())) {
                if (behind.add(user)) {
                    open.add(user);
                }
            }
        }
        return behind;
    }

    private Unrolled unrolled(GraphDef original, List<String> outputs) {
        GraphDef graph = original;
        List<String> wanted = outputs;
        while (true) {
            nodes.clear();
            replaced.clear();
            graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
            refuseTensorFlowOne();
            Set<String> waiting = behindControlFlow(nodes.values());
            List<NodeDef> ready = nodes.values().stream()
                    .filter(LoopUnrolling::isControlFlow)
                    .filter(node -> !waiting.contains(node.getName()))
                    .toList();
            if (ready.isEmpty()) {
                return new Unrolled(graph, wanted, List.copyOf(sequences), loops, steps);
            }
            TrialRun trial = new TrialRun(graph, variables);
            for (NodeDef node : ready) {
                nodes.remove(node.getName());
                if (LOOPS.contains(node.getOp())) {
                    unroll(node, trial);
                } else {
                    decide(node, trial);
                }
            }
            GraphDef.Builder without = graph.toBuilder().clearNode();
            nodes.values().forEach(node -> without.addNode(resolved(node)));
            wanted = wanted.stream().map(this::resolved).toList();
            sequences.replaceAll(this::resolved);
            Set<String> kept = new LinkedHashSet<>(wanted);
            kept.addAll(sequences);
            graph = GraphDefs.pruned(without.build(), kept);
            graph = GraphDefs.pruned(TensorLists.resolved(graph, new TrialRun(graph, variables)), kept);
        }
    }

    private void refuseTensorFlowOne() {
        for (NodeDef node : nodes.values()) {
            if (OF_TENSORFLOW_1.contains(node.getOp())) {
                throw new IllegalArgumentException("the node '" + node.getName() + "' (" + node.getOp()
                        + ") belongs to control flow of TensorFlow 1; export the model from TensorFlow 2, with the loops"
                        + " of its layers unrolled (in Keras unroll=True)");
            }
        }
    }

    private NodeDef resolved(NodeDef node) {
        NodeDef.Builder resolved = node.toBuilder().clearInput();
        node.getInputList().forEach(input -> resolved.addInput(resolved(input)));
        return resolved.build();
    }

    private String resolved(String tensor) {
        String name = GraphDefs.canonical(tensor);
        while (replaced.containsKey(name)) {
            name = replaced.get(name);
        }
        return name;
    }

    private void decide(NodeDef branch, TrialRun trial) {
        String condition = GraphDefs.canonical(branch.getInput(0));
        if (trial.dependsOnValues(condition)) {
            throw new IllegalArgumentException("which branch of '" + branch.getName()
                    + "' is taken depends on the values of the input; export the model without it");
        }
        long value = trial.values(List.of(condition)).get(condition);
        String function;
        if (branch.getOp().endsWith("If")) {
            function = branch.getAttrOrThrow(value == 0 ? "else_branch" : "then_branch")
                    .getFunc()
                    .getName();
        } else {
            List<org.tensorflow.proto.NameAttrList> branches =
                    branch.getAttrOrThrow("branches").getList().getFuncList();
            int last = branches.size() - 1;
            function =
                    branches.get(value < 0 || value > last ? last : (int) value).getName();
        }
        List<String> inputs =
                branch.getInputList().stream().skip(1).map(GraphDefs::canonical).toList();
        FunctionInliner.Body body = rewritten(functions.body(function, branch.getName() + "/", inputs));
        body.nodes().forEach(node -> nodes.put(node.getName(), node));
        replace(branch, body.outputs());
    }

    private void replace(NodeDef node, List<String> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            replaced.put(GraphDefs.canonical(node.getName() + ":" + i), outputs.get(i));
        }
    }

    private void unroll(NodeDef loop, TrialRun trial) {
        Template template = new Template(loop);
        List<String> values = new ArrayList<>(
                loop.getInputList().stream().map(GraphDefs::canonical).toList());
        List<DataType> types = loop.getAttrOrThrow("T").getList().getTypeList();
        for (int i : template.counters) {
            if (trial.dependsOnValues(values.get(i))) {
                throw new IllegalArgumentException("how often the loop '" + loop.getName()
                        + "' runs depends on the values of the input, not only on their number; export the model with a"
                        + " loop over the positions alone");
            }
        }
        Map<String, Long> initial = trial.values(
                template.counters.stream().map(values::get).distinct().toList());
        for (int i : template.counters) {
            values.set(i, constant(loop.getName() + "/initial_" + i, types.get(i), initial.get(values.get(i))));
        }
        List<String> first = null;
        List<List<String>> outputs = new ArrayList<>();
        int step = 0;
        while (template.goesOn(step, values)) {
            if (++step > MOST_STEPS) {
                throw new IllegalArgumentException(
                        "the loop '" + loop.getName() + "' runs more than " + MOST_STEPS + " times");
            }
            values = template.step(step - 1, values, types);
            first = first == null ? values : first;
            outputs.add(values);
        }
        loops++;
        steps += step;
        replace(loop, values);
        if (step > 0) {
            addSequence(loop, template, outputs, types);
        }
    }

    private String constant(String name, DataType type, long value) {
        nodes.put(name, GraphDefs.constant(name, TensorProtos.scalar(type, value)));
        return name;
    }

    /** The outputs of a recurrent layer at all positions: of its first state that changes, [batch, length, units]. */
    private void addSequence(NodeDef loop, Template template, List<List<String>> outputs, List<DataType> types) {
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) == DataType.DT_FLOAT
                    && !template.invariant.contains(i)
                    && rank(loop, i) != null
                    && rank(loop, i) == 2) {
                int state = i;
                List<String> steps = new ArrayList<>(
                        outputs.stream().map(step -> step.get(state)).toList());
                if (runsBackwards(loop)) {
                    Collections.reverse(steps);
                }
                String name = loop.getName() + ImportedModel.SEQUENCE;
                nodes.put(
                        name,
                        NodeDef.newBuilder()
                                .setName(name)
                                .setOp("Pack")
                                .addAllInput(steps)
                                .putAttr("T", GraphDefs.type(DataType.DT_FLOAT))
                                .putAttr(
                                        "N",
                                        AttrValue.newBuilder()
                                                .setI(steps.size())
                                                .build())
                                .putAttr("axis", AttrValue.newBuilder().setI(1).build())
                                .build());
                sequences.add(name);
                return;
            }
        }
    }

    private static Integer rank(NodeDef loop, int output) {
        List<org.tensorflow.proto.TensorShapeProto> shapes = loop.getAttrOrDefault(
                        "output_shapes", AttrValue.getDefaultInstance())
                .getList()
                .getShapeList();
        return output >= shapes.size() || shapes.get(output).getUnknownRank()
                ? null
                : shapes.get(output).getDimCount();
    }

    /** Whether a loop goes through a sequence from its end: Keras then reverses the sequence in front of the loop. */
    private boolean runsBackwards(NodeDef loop) {
        for (String input : loop.getInputList()) {
            NodeDef list = nodes.get(GraphDefs.nodeOf(input));
            if (list != null && list.getOp().equals("TensorListFromTensor")) {
                NodeDef node = nodes.get(GraphDefs.nodeOf(list.getInput(0)));
                while (node != null && Set.of("Identity", "Transpose").contains(node.getOp())) {
                    node = nodes.get(GraphDefs.nodeOf(node.getInput(0)));
                }
                if (node != null && node.getOp().equals("ReverseV2")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A body without what matters in training alone, and without identities, of which each step would have its own. */
    private static FunctionInliner.Body rewritten(FunctionInliner.Body body) {
        GraphDef nodes = InferenceRewrites.of(
                GraphDef.newBuilder().addAllNode(body.nodes()).build());
        return new FunctionInliner.Body(
                nodes.getNodeList(),
                body.outputs().stream().map(GraphDefs::canonical).toList());
    }

    /** What is the same in every step of a loop. */
    private final class Template {
        private final NodeDef loop;
        private final String condition;
        private final String body;
        /** Arguments on which the loop's end depends. */
        private final Set<Integer> counters = new TreeSet<>();
        /** Arguments that no step changes. */
        private final Set<Integer> invariant = new HashSet<>();
        /** Names, within the body, of nodes that give the same in every step. */
        private final Set<String> fixed = new HashSet<>();

        Template(NodeDef loop) {
            this.loop = loop;
            this.condition = loop.getAttrOrThrow("cond").getFunc().getName();
            this.body = loop.getAttrOrThrow("body").getFunc().getName();
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < loop.getInputCount(); i++) {
                arguments.add("maskstream_argument_" + i);
            }
            FunctionInliner.Body end = rewritten(functions.body(condition, "", arguments));
            FunctionInliner.Body step = rewritten(functions.body(body, "", arguments));
            Map<String, NodeDef> inEnd = byName(end);
            Map<String, NodeDef> inStep = byName(step);
            Deque<Integer> open =
                    new ArrayDeque<>(needed(arguments, inEnd, end.outputs().get(0)));
            while (!open.isEmpty()) {
                int argument = open.poll();
                if (counters.add(argument)) {
                    open.addAll(needed(arguments, inStep, step.outputs().get(argument)));
                }
            }
            for (int i = 0; i < arguments.size(); i++) {
                if (step.outputs().get(i).equals(arguments.get(i))) {
                    invariant.add(i);
                }
            }
            Set<String> given = new HashSet<>();
            invariant.forEach(i -> given.add(arguments.get(i)));
            boolean grown = true;
            while (grown) {
                grown = false;
                for (NodeDef node : step.nodes()) {
                    if (!isControlFlow(node)
                            && !fixed.contains(node.getName())
                            && node.getInputList().stream()
                                    .map(GraphDefs::nodeOf)
                                    .allMatch(input -> given.contains(input) || fixed.contains(input))) {
                        fixed.add(node.getName());
                        grown = true;
                    }
                }
            }
        }

        private static Map<String, NodeDef> byName(FunctionInliner.Body body) {
            Map<String, NodeDef> nodes = new HashMap<>();
            body.nodes().forEach(node -> nodes.put(node.getName(), node));
            return nodes;
        }

        private static Set<Integer> needed(List<String> arguments, Map<String, NodeDef> nodes, String tensor) {
            Set<Integer> needed = new TreeSet<>();
            Set<String> seen = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(GraphDefs.nodeOf(tensor)));
            while (!open.isEmpty()) {
                String name = open.poll();
                if (seen.add(name)) {
                    int argument = arguments.indexOf(name);
                    if (argument >= 0) {
                        needed.add(argument);
                    } else if (nodes.containsKey(name)) {
                        nodes.get(name).getInputList().forEach(input -> open.add(GraphDefs.nodeOf(input)));
                    }
                }
            }
            return needed;
        }

        boolean goesOn(int step, List<String> values) {
            FunctionInliner.Body end =
                    rewritten(functions.body(condition, loop.getName() + "/" + step + "/condition/", values));
            return number(end, end.outputs().get(0)) != 0;
        }

        private long number(FunctionInliner.Body part, String tensor) {
            Map<String, NodeDef> known = byName(part);
            counterNodes().forEach(known::putIfAbsent);
            OptionalLong value = new ScalarConstants(known).value(tensor);
            return value.orElseThrow(() -> new IllegalArgumentException("the end of the loop '" + loop.getName()
                    + "' cannot be reckoned before the model runs, at '" + tensor
                    + "'; export the model with its loops unrolled, in Keras with unroll=True on recurrent layers"));
        }

        private final Map<String, NodeDef> counterNodes = new HashMap<>();

        private Map<String, NodeDef> counterNodes() {
            if (counterNodes.isEmpty()) {
                counters.forEach(i -> {
                    String name = loop.getName() + "/initial_" + i;
                    counterNodes.put(name, nodes.get(name));
                });
            }
            return counterNodes;
        }

        List<String> step(int step, List<String> values, List<DataType> types) {
            String prefix = loop.getName() + "/" + step + "/";
            String firstPrefix = loop.getName() + "/0/";
            FunctionInliner.Body made = rewritten(functions.body(body, prefix, values));
            for (NodeDef node : made.nodes()) {
                String inner = node.getName().substring(prefix.length());
                if (step == 0 || !fixed.contains(inner)) {
                    NodeDef.Builder shared = node.toBuilder().clearInput();
                    node.getInputList().forEach(input -> shared.addInput(shared(input, prefix, firstPrefix)));
                    nodes.put(node.getName(), shared.build());
                }
            }
            List<String> next = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                String output = made.outputs().get(i);
                if (invariant.contains(i)) {
                    next.add(values.get(i));
                } else if (counters.contains(i)) {
                    String name = prefix + "counter_" + i;
                    next.add(constant(name, types.get(i), number(made, output)));
                    counterNodes().put(name, nodes.get(name));
                } else {
                    next.add(shared(output, prefix, firstPrefix));
                }
            }
            return next;
        }

        private String shared(String tensor, String prefix, String firstPrefix) {
            return tensor.startsWith(prefix)
                            && fixed.contains(GraphDefs.nodeOf(tensor).substring(prefix.length()))
                    ? firstPrefix + tensor.substring(prefix.length())
                    : tensor;
        }
    }
}
