package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.image.ImageLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;

/** Graphs that do more than compute are refused before any of their operations run. */
@Timeout(60)
class HostileGraphsTest {

    @TempDir
    Path store;

    private Path written;
    private ExplainerArtifact good;

    @BeforeEach
    void publish() {
        written = store.resolve("written");
        good = TinyExplainer.publish(store, "tiny");
    }

    @ParameterizedTest
    @ValueSource(strings = {"esol", "imdb", "cifar10"})
    void takesTheShippedExplainers(String name) throws IOException {
        ExplainerArtifact shipped = new ArtifactStore(Path.of("../deploy/explainers")).openLatest(name);
        long start = System.nanoTime();
        OperationCheck.check(shipped.savedModel(), AllowedOperations.computing());
        assertThat(System.nanoTime() - start).as("%s, in ns", name).isLessThan(5_000_000_000L);
    }

    @Test
    void takesTheTestsOwn() throws IOException {
        for (ExplainerArtifact artifact : List.of(
                good,
                TinyExplainer.publishClassifier(store, "classes"),
                TinyReviewExplainer.publish(store, "reviews"),
                TinyImageExplainer.publish(store, "images"))) {
            OperationCheck.check(artifact.savedModel(), AllowedOperations.computing());
        }
    }

    @Test
    void runsNoneThatReadsAndWritesFiles() {
        ExplainerArtifact bad = republished(model -> {
            // A control input of the mask, so that it would run with every batch.
            MetaGraphDef.Builder meta = model.getMetaGraphs(0).toBuilder();
            GraphDef.Builder graph = meta.getGraphDefBuilder();
            graph.addAllNode(copyOfTheEnvironment().getNodeList());
            for (NodeDef.Builder node : graph.getNodeBuilderList()) {
                if (node.getOp().equals("Mul") || node.getOp().equals("Sum")) {
                    node.addInput("^write");
                }
            }
            return model.toBuilder().setMetaGraphs(0, meta).build();
        });

        assertForbidden(bad, "the operation 'ReadFile' at the node 'read'");
        assertThat(written).doesNotExist();
    }

    private GraphDef copyOfTheEnvironment() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            var content = tf.withName("read").io.readFile(tf.constant("/proc/self/environ"));
            tf.withName("write").io.writeFile(tf.constant(written.toString()), content);
            return graph.toGraphDef();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadFile",
                "WriteFile",
                "MatchingFiles",
                "ImmutableConst",
                "PyFunc",
                "EagerPyFunc",
                "PrintV2",
                "SaveV2",
                "RestoreV2",
                "DebugIdentityV2",
                "TFRecordDataset",
                "Abort",
                "XlaCustomCallV2",
                "PartitionedCall",
                "StatelessWhile",
                "NextIteration",
                "VarHandleOp",
                "SomethingNew",
                "Const ",
                "const",
                ""
            })
    void looksEverywhere(String operation) {
        NodeDef node = node("planted", operation);
        FunctionDef function = function("f", node);
        FunctionDef nested = function(
                "outer",
                NodeDef.newBuilder()
                        .setName("fine")
                        .setOp("Identity")
                        .putAttr(
                                "f",
                                AttrValue.newBuilder()
                                        .setFunc(NameAttrList.newBuilder().setName("f"))
                                        .build())
                        .build());
        List<UnaryOperator<SavedModel>> places = List.of(
                model -> edited(model, graph -> graph.addNode(node)),
                model -> edited(model, graph -> graph.getLibraryBuilder().addFunction(function)),
                model -> edited(
                        model,
                        graph -> graph.getLibraryBuilder().addFunction(nested).addFunction(function)),
                model -> model.toBuilder()
                        .addMetaGraphs(MetaGraphDef.newBuilder()
                                .setGraphDef(GraphDef.newBuilder().addNode(node)))
                        .build(),
                model -> model.toBuilder()
                        .addMetaGraphs(
                                0,
                                MetaGraphDef.newBuilder()
                                        .setGraphDef(GraphDef.newBuilder()
                                                .setLibrary(GraphDef.newBuilder()
                                                        .getLibraryBuilder()
                                                        .addFunction(function))))
                        .build());
        for (UnaryOperator<SavedModel> place : places) {
            assertForbidden(republished(place), "the operation '" + operation + "' at the node 'planted'");
        }
    }

    @Test
    void refusesAFunctionThatTakesAnOperationsPlace() {
        assertForbidden(
                republished(model -> edited(
                        model, graph -> graph.getLibraryBuilder().addFunction(function("Add", node("again", "Add"))))),
                "has a function with the name of the operation Add");
    }

    @Test
    void readsAFieldThatStandsTwiceAsHarmfulAsItCanBe() throws IOException {
        // Parsers take the last value, or merge them; a harmless operation therefore comes after, or before, a harmful
        // one.
        for (List<String> operations : List.of(List.of("ReadFile", "Const"), List.of("Const", "ReadFile"))) {
            byte[] node = message(out -> {
                out.writeString(NodeDef.NAME_FIELD_NUMBER, "planted");
                for (String operation : operations) {
                    out.writeString(NodeDef.OP_FIELD_NUMBER, operation);
                }
            });
            byte[] graph = message(out -> out.writeByteArray(GraphDef.NODE_FIELD_NUMBER, node));
            byte[] meta = message(out -> {
                out.writeByteArray(MetaGraphDef.GRAPH_DEF_FIELD_NUMBER, new byte[0]);
                out.writeByteArray(MetaGraphDef.GRAPH_DEF_FIELD_NUMBER, graph);
            });
            byte[] model = message(out -> out.writeByteArray(SavedModel.META_GRAPHS_FIELD_NUMBER, meta));
            assertForbidden(republishedBytes(model), "the operation 'ReadFile' at the node 'planted'");
        }
    }

    static Stream<UnaryOperator<MetaGraphDef.Builder>> whatIsNoGraph() {
        return Stream.of(
                meta -> meta.setSaverDef(SaverDef.newBuilder().setRestoreOpName("x")),
                meta -> meta.putCollectionDef("saved_model_main_op", CollectionDef.getDefaultInstance()),
                meta -> meta.putCollectionDef("legacy_init_op", CollectionDef.getDefaultInstance()),
                meta -> meta.addAssetFileDef(AssetFileDef.newBuilder().setFilename("/etc/passwd")),
                meta -> meta.putSignatureDef("__saved_model_init_op", SignatureDef.getDefaultInstance()));
    }

    @ParameterizedTest
    @MethodSource("whatIsNoGraph")
    void refusesWhatTensorFlowWouldReadOrRunWhileItLoads(UnaryOperator<MetaGraphDef.Builder> change) {
        assertForbidden(
                republished(model -> model.toBuilder()
                        .setMetaGraphs(0, change.apply(model.getMetaGraphs(0).toBuilder()))
                        .build()),
                "in addition to its graph");
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model.pbtxt", "saved_model.cpb", "variables/variables.index", "assets/words.txt"})
    void refusesFilesBesideTheGraph(String name) {
        ExplainerArtifact bad = new ArtifactStore(store).publish(good.manifest(), folder -> {
            copy(folder);
            Path more = folder.resolve(ExplainerArtifact.SAVED_MODEL).resolve(name);
            Files.createDirectories(more.getParent());
            Files.writeString(more, "x");
        });
        assertForbidden(bad, "has the file " + name.split("/")[0] + " in addition to its graph");
    }

    @Test
    void refusesWhatIsNoSavedModel() throws IOException {
        byte[] whole = Files.readAllBytes(good.savedModel().resolve("saved_model.pb"));
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        byte[] groups = new byte[100_000];
        Arrays.fill(groups, (byte) 0x0B);
        for (byte[] bytes : List.of(Arrays.copyOf(whole, whole.length - 1), deep, groups, new byte[] {-1})) {
            ExplainerArtifact bad = republishedBytes(bytes);
            assertThatThrownBy(() -> Explainer.load(bad))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("cannot be loaded by TensorFlow: saved_model.pb is not a SavedModel");
        }
    }

    /**
     * A file of some MB can become GBs of objects: here, everything but the weights has a fortieth of half the heap.
     */
    @Test
    void refusesAGraphThatWouldFillTheHeap() throws IOException {
        byte[] parts = new byte[(int) Math.min(Runtime.getRuntime().maxMemory() / 2 / 40, 1 << 30)];
        byte[] node = message(out -> {
            out.writeByteArray(NodeDef.NAME_FIELD_NUMBER, parts);
            out.writeString(NodeDef.OP_FIELD_NUMBER, "Add");
        });
        byte[] graph = message(out -> out.writeByteArray(GraphDef.NODE_FIELD_NUMBER, node));
        byte[] meta = message(out -> out.writeByteArray(MetaGraphDef.GRAPH_DEF_FIELD_NUMBER, graph));
        ExplainerArtifact bad =
                republishedBytes(message(out -> out.writeByteArray(SavedModel.META_GRAPHS_FIELD_NUMBER, meta)));
        assertThatThrownBy(() -> Explainer.load(bad))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("of the Java heap");
    }

    @Test
    void namesTheNodeWithoutItsControlCharacters() {
        assertForbidden(
                republished(model -> edited(model, graph -> graph.addNode(node("a\u001b[31m\nb", "Re\u202ead")))),
                "the operation 'Re?ad' at the node 'a?[31m");
    }

    private static NodeDef node(String name, String operation) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(operation)
                .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
                .build();
    }

    private static FunctionDef function(String name, NodeDef node) {
        return FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder().setName(name))
                .addNodeDef(node)
                .build();
    }

    private static SavedModel edited(SavedModel model, Consumer<GraphDef.Builder> change) {
        SavedModel.Builder edited = model.toBuilder();
        change.accept(edited.getMetaGraphsBuilder(0).getGraphDefBuilder());
        return edited.build();
    }

    private ExplainerArtifact republished(UnaryOperator<SavedModel> change) {
        try {
            SavedModel model =
                    SavedModel.parseFrom(Files.readAllBytes(good.savedModel().resolve("saved_model.pb")));
            return republishedBytes(change.apply(model).toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ExplainerArtifact republishedBytes(byte[] model) {
        return new ArtifactStore(store).publish(good.manifest(), folder -> {
            copy(folder);
            Files.write(folder.resolve(ExplainerArtifact.SAVED_MODEL).resolve("saved_model.pb"), model);
        });
    }

    private void copy(Path folder) throws IOException {
        Path model = Files.createDirectory(folder.resolve(ExplainerArtifact.SAVED_MODEL));
        Files.copy(good.savedModel().resolve("saved_model.pb"), model.resolve("saved_model.pb"));
        Files.copy(good.folder().resolve(ExplainerArtifact.VOCABULARY), folder.resolve(ExplainerArtifact.VOCABULARY));
    }

    @FunctionalInterface
    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static void assertForbidden(ExplainerArtifact artifact, String words) {
        ExplainerLoader loader = new ExplainerLoader(2, true, ImageLimits.usual(), 1, false);
        assertThatThrownBy(() -> loader.load(artifact))
                .isInstanceOf(ForbiddenOperationException.class)
                .hasMessageContaining(words);
    }
}
