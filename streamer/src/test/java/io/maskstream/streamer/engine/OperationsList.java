package io.maskstream.streamer.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/** Creates the list of the operations that a graph may contain, from TensorFlow's registry. */
final class OperationsList {

    private static final String HEADER =
            """
            # The operations that an explainer's graph may contain, one per line: those of TensorFlow %s that only compute.
            # Made by OperationsListTest (-Dmaskstream.write.operations=true) from TensorFlow's registry of operations:
            # - without those that TensorFlow marks as stateful, except those that only draw random numbers or check values;
            # - without those that take or return resources, variants or references;
            # - without those that take functions, and those that form loops, because their depth and end cannot be determined;
            # - without those that TensorFlow has deprecated;
            # - without those that, though stateless, read files (ReadFile, MatchingFiles, ImmutableConst,
            #   GenerateVocabRemapping; EncodeProto and DecodeProtoV2 by an attribute), send to URLs (Debug*, Copy, CopyHost), end
            #   the process (Abort), run other code (PyFuncStateless, MlirPassthroughOp, TfLiteSubgraphExecute, Xla*), wait for
            #   other calls (Batch, Unbatch), or belong to other hardware, to TensorFlow itself (_*) or to the parsing of files.
            """;

    private static final Set<String> STATEFUL = Set.of(
            "Assert",
            "CheckNumerics",
            "CheckNumericsV2",
            "GuaranteeConst",
            "Multinomial",
            "ParameterizedTruncatedNormal",
            "RandomGamma",
            "RandomPoissonV2",
            "RandomShuffle",
            "RandomStandardNormal",
            "RandomUniform",
            "RandomUniformInt",
            "TruncatedNormal");

    private static final Set<String> FORBIDDEN = Set.of(
            "Abort",
            "Batch",
            "Copy",
            "CopyHost",
            "CopyToMesh",
            "CopyToMeshGrad",
            "Enter",
            "Exit",
            "ExtractJpegShape",
            "FakeParam",
            "GenerateVocabRemapping",
            "HostConst",
            "ImmutableConst",
            "LoopCond",
            "MatchingFiles",
            "MlirPassthroughOp",
            "NextIteration",
            "PyFuncStateless",
            "ReadFile",
            "Relayout",
            "RelayoutLike",
            "ShardedFilename",
            "ShardedFilespec",
            "TfLiteSubgraphExecute",
            "Unbatch",
            "UnbatchGrad");

    private static final Set<String> FORBIDDEN_KINDS = Set.of(
            "_",
            "BoostedTrees",
            "CudnnRNN",
            "DTensor",
            "Debug",
            "Decode",
            "Deserialize",
            "Encode",
            "Inplace",
            "Parse",
            "Risc",
            "Sdca",
            "Serialize",
            "TPU",
            "TensorArray",
            "Tpu",
            "Xla");

    private OperationsList() {}

    /** Returns the expected content of the resource. */
    static String make() {
        Set<String> names = new TreeSet<>();
        for (OpDef operation : TensorFlow.registeredOpList().getOpList()) {
            if (computes(operation)) {
                names.add(operation.getName());
            }
        }
        return HEADER.formatted(TensorFlow.version()) + String.join("\n", names) + "\n";
    }

    private static boolean computes(OpDef operation) {
        String name = operation.getName();
        return (!operation.getIsStateful() || STATEFUL.contains(name))
                && !operation.hasDeprecation()
                && operation.getAttrList().stream()
                        .noneMatch(attribute -> attribute.getType().contains("func"))
                && Stream.concat(operation.getInputArgList().stream(), operation.getOutputArgList().stream())
                        .noneMatch(OperationsList::isHandle)
                && !FORBIDDEN.contains(name)
                && !name.endsWith("Summary")
                && !name.endsWith("SummaryV2")
                && FORBIDDEN_KINDS.stream().noneMatch(name::startsWith);
    }

    private static boolean isHandle(OpDef.ArgDef argument) {
        return argument.getIsRef()
                || argument.getType() == DataType.DT_RESOURCE
                || argument.getType() == DataType.DT_VARIANT;
    }
}
