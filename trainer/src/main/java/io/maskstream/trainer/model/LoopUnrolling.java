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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Unrolls loops by the number of steps that follows from the length of the input, and replaces conditionals by the
 * branch that is taken. TensorFlow Java has no gradient for loops, and a graph with loops can be neither copied nor
 * served. Once the length of the input is fixed, a loop over its positions is not needed.
 */
final class LoopUnrolling {

    /** The graph after unrolling. */
    record Unrolled(GraphDef graph, List<String> outputs, List<String> sequences, int loops, int steps) {}

    private static final Logger LOG = LoggerFactory.getLogger(LoopUnrolling.class);

    private static final Set<String> LOOPS = Set.of("While", "StatelessWhile");
    private static final Set<String> BRANCHES = Set.of("If", "StatelessIf", "Case", "StatelessCase");
    private static final Set<String> OF_TENSORFLOW_1 =
            Set.of("Enter", "Exit", "Switch", "RefSwitch", "Merge", "RefMerge", "LoopCond", "NextIteration");

    /** With more steps, a session takes too long to load the graph. */
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
     * Unrolls the loops and resolves the branches of a graph.
     *
     * @param functions the bodies of the loops and branches
     * @param variables values by the name of the variable's node
     * @param outputs names of the requested tensors
     * @throws IllegalArgumentException if the end of a loop, or a branch, depends on the values of the input; says what
     *     to do
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

    /** Names of the nodes that depend on the result of a loop or branch. */
    static Set<String> behindControlFlow(Collection<NodeDef> nodes) {
        return behind(nodes, LoopUnrolling::isControlFlow);
    }

    /** Names of the nodes that depend on a node that satisfies a condition. */
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
            List<Counted> counted = new ArrayList<>();
            for (NodeDef node : ready) {
                if (LOOPS.contains(node.getOp())) {
                    counted.add(counted(node, trial));
                }
            }
            say(counted);
            for (NodeDef node : ready) {
                nodes.remove(node.getName());
                if (!LOOPS.contains(node.getOp())) {
                    decide(node, trial);
                }
            }
            counted.forEach(this::unroll);
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

    /**
     * A loop whose number of steps is known.
     *
     * @param counters values of the counters before each step and after the last, by index of the argument
     */
    private record Counted(Template template, List<Map<Integer, Long>> counters) {

        int steps() {
            return counters.size() - 1;
        }
    }

    /** Counts the steps of a loop. All loops are counted before any is unrolled, so that a model is refused early. */
    private Counted counted(NodeDef loop, TrialRun trial) {
        Template template = new Template(loop);
        List<String> inputs =
                loop.getInputList().stream().map(GraphDefs::canonical).toList();
        for (int i : template.counters) {
            if (trial.dependsOnValues(inputs.get(i))) {
                throw new IllegalArgumentException("how often the loop '" + loop.getName()
                        + "' runs depends on the values of the input, not only on its length; export the model with a"
                        + " loop over the positions only");
            }
        }
        Map<String, Long> initial = trial.values(
                template.counters.stream().map(inputs::get).distinct().toList());
        Map<Integer, Long> first = new HashMap<>();
        template.counters.forEach(i -> first.put(i, initial.get(inputs.get(i))));
        return new Counted(template, template.counted(first));
    }

    private static void say(List<Counted> loops) {
        int all = loops.stream().mapToInt(Counted::steps).sum();
        if (all > 0) {
            LOG.info("Unrolling {} of {} steps ...", loops.size() == 1 ? "a loop" : loops.size() + " loops", all);
        }
    }

    private void unroll(Counted counted) {
        Template template = counted.template;
        NodeDef loop = template.loop;
        List<String> values = new ArrayList<>(
                loop.getInputList().stream().map(GraphDefs::canonical).toList());
        List<DataType> types = loop.getAttrOrThrow("T").getList().getTypeList();
        counted.counters
                .get(0)
                .forEach((i, value) -> values.set(i, constant(loop.getName() + "/initial_" + i, types.get(i), value)));
        List<List<String>> outputs = new ArrayList<>();
        for (int step = 0; step < counted.steps(); step++) {
            List<String> last = outputs.isEmpty() ? values : outputs.get(step - 1);
            outputs.add(template.step(step, last, types, counted.counters.get(step + 1)));
        }
        loops++;
        steps += counted.steps();
        replace(loop, outputs.isEmpty() ? values : outputs.get(outputs.size() - 1));
        if (!outputs.isEmpty()) {
            addSequence(loop, template, outputs, types);
        }
    }

    private String constant(String name, DataType type, long value) {
        nodes.put(name, GraphDefs.constant(name, TensorProtos.scalar(type, value)));
        return name;
    }

    /**
     * Adds the outputs of a recurrent layer at all positions, [batch, length, units]: those of the first state that
     * changes.
     */
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

    /** Whether a loop runs through a sequence from its end: Keras then reverses the sequence before the loop. */
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

    /**
     * Returns a body without nodes that matter only in training and without identities, which each step would repeat.
     */
    private static FunctionInliner.Body rewritten(FunctionInliner.Body body) {
        GraphDef nodes = InferenceRewrites.of(
                GraphDef.newBuilder().addAllNode(body.nodes()).build());
        return new FunctionInliner.Body(
                nodes.getNodeList(),
                body.outputs().stream().map(GraphDefs::canonical).toList());
    }

    /** The part of a loop that is the same in every step. */
    private final class Template {
        private final NodeDef loop;
        private final String body;
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, NodeDef> inEnd;
        private final String goesOn;
        private final Map<String, NodeDef> inStep;
        private final List<String> next;
        /** Indices of the arguments on which the end of the loop depends. */
        private final Set<Integer> counters = new TreeSet<>();
        /** Indices of the arguments that no step changes. */
        private final Set<Integer> invariant = new HashSet<>();
        /** Names, within the body, of nodes that have the same value in every step. */
        private final Set<String> fixed = new HashSet<>();

        Template(NodeDef loop) {
            this.loop = loop;
            this.body = loop.getAttrOrThrow("body").getFunc().getName();
            for (int i = 0; i < loop.getInputCount(); i++) {
                arguments.add("maskstream_argument_" + i);
            }
            FunctionInliner.Body end = rewritten(
                    functions.body(loop.getAttrOrThrow("cond").getFunc().getName(), "", arguments));
            FunctionInliner.Body step = rewritten(functions.body(body, "", arguments));
            inEnd = byName(end);
            goesOn = end.outputs().get(0);
            inStep = byName(step);
            next = step.outputs();
            Deque<Integer> open = new ArrayDeque<>(needed(inEnd, goesOn));
            while (!open.isEmpty()) {
                int argument = open.poll();
                if (counters.add(argument)) {
                    open.addAll(needed(inStep, next.get(argument)));
                }
            }
            for (int i = 0; i < arguments.size(); i++) {
                if (next.get(i).equals(arguments.get(i))) {
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

        private Set<Integer> needed(Map<String, NodeDef> nodes, String tensor) {
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

        /**
         * Returns the counters before each step and after the last.
         *
         * @throws IllegalArgumentException if the number of steps cannot be computed in advance, or is too large
         */
        List<Map<Integer, Long>> counted(Map<Integer, Long> first) {
            List<Map<Integer, Long>> counted = new ArrayList<>(List.of(first));
            Map<Integer, Long> now = first;
            while (number(inEnd, goesOn, now) != 0) {
                if (counted.size() > MOST_STEPS) {
                    throw new IllegalArgumentException("the loop '" + loop.getName() + "' runs more than " + MOST_STEPS
                            + " times; give shorter sequences, with --maximum-length or in the export");
                }
                Map<Integer, Long> after = new HashMap<>();
                for (int i : counters) {
                    after.put(i, number(inStep, next.get(i), now));
                }
                counted.add(after);
                now = after;
            }
            return counted;
        }

        private long number(Map<String, NodeDef> part, String tensor, Map<Integer, Long> now) {
            Map<String, NodeDef> known = new HashMap<>(part);
            now.forEach((i, value) -> known.put(
                    arguments.get(i),
                    GraphDefs.constant(arguments.get(i), TensorProtos.scalar(DataType.DT_INT64, value))));
            return new ScalarConstants(known)
                    .value(tensor)
                    .orElseThrow(() -> new IllegalArgumentException("the end of the loop '" + loop.getName()
                            + "' cannot be computed before the model runs, at '" + tensor
                            + "'; export the model with its loops unrolled, in Keras with unroll=True on recurrent"
                            + " layers"));
        }

        /**
         * Adds a step.
         *
         * @param values names of the tensors that go into the step
         * @param after the counters after the step
         * @return names of the tensors that come out of the step
         */
        List<String> step(int step, List<String> values, List<DataType> types, Map<Integer, Long> after) {
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
            List<String> results = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                if (invariant.contains(i)) {
                    results.add(values.get(i));
                } else if (counters.contains(i)) {
                    results.add(constant(prefix + "counter_" + i, types.get(i), after.get(i)));
                } else {
                    results.add(shared(made.outputs().get(i), prefix, firstPrefix));
                }
            }
            return results;
        }

        private String shared(String tensor, String prefix, String firstPrefix) {
            return tensor.startsWith(prefix)
                            && fixed.contains(GraphDefs.nodeOf(tensor).substring(prefix.length()))
                    ? firstPrefix + tensor.substring(prefix.length())
                    : tensor;
        }
    }
}
