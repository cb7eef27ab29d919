package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationsListTest {

    private static final Path RESOURCE = Path.of("src/main/resources/io/maskstream/streamer/engine/operations.txt");

    @Test
    void isWhatTensorFlowsRegistryGives() throws IOException {
        TensorFlowLibrary.load(1);
        if (Boolean.getBoolean("maskstream.write.operations")) {
            Files.writeString(RESOURCE, OperationsList.make());
        }

        assertThat(RESOURCE)
                .as(
                        "generated again by mvn test -pl streamer -am -Dtest=OperationsListTest -Dmaskstream.write.operations=true")
                .hasContent(OperationsList.make());
    }

    @Test
    void hasNothingThatReachesBeyondTheGraph() {
        AllowedOperations allowed = AllowedOperations.computing();

        assertThat(List.of(
                        "ReadFile",
                        "WriteFile",
                        "MatchingFiles",
                        "ImmutableConst",
                        "PyFunc",
                        "PyFuncStateless",
                        "EagerPyFunc",
                        "Save",
                        "SaveV2",
                        "Restore",
                        "RestoreV2",
                        "MergeV2Checkpoints",
                        "LoadAndRemapMatrix",
                        "GenerateVocabRemapping",
                        "FixedUnigramCandidateSampler",
                        "Skipgram",
                        "Print",
                        "PrintV2",
                        "DumpTensor",
                        "DebugIdentity",
                        "DebugIdentityV3",
                        "CopyHost",
                        "Abort",
                        "EncodeProto",
                        "DecodeProtoV2",
                        "TFRecordReaderV2",
                        "TFRecordDataset",
                        "WholeFileReaderV2",
                        "InitializeTableFromTextFileV2",
                        "FileSystemSetConfiguration",
                        "XlaCustomCallV2",
                        "XlaCallModule",
                        "MlirPassthroughOp",
                        "Send",
                        "Recv",
                        "CollectiveReduce",
                        "RemoteCall",
                        "PartitionedCall",
                        "StatefulPartitionedCall",
                        "SymbolicGradient",
                        "While",
                        "StatelessWhile",
                        "StatelessIf",
                        "NextIteration",
                        "VarHandleOp",
                        "VariableV2",
                        "Empty",
                        "Stage",
                        "Batch",
                        "_Send",
                        "",
                        "NoSuchOperation"))
                .noneMatch(allowed::allow);
    }

    @Test
    void hasWhatModelsAreMadeOf() {
        AllowedOperations allowed = AllowedOperations.computing();

        assertThat(List.of(
                        "Const",
                        "Placeholder",
                        "Identity",
                        "MatMul",
                        "Conv2D",
                        "FusedBatchNormV3",
                        "GRUBlockCell",
                        "GatherV2",
                        "Softmax",
                        "Einsum",
                        "Erf",
                        "StridedSlice",
                        "SelectV2",
                        "ResizeBilinear",
                        "RandomUniform",
                        "CheckNumerics",
                        "Assert",
                        "NoOp"))
                .allMatch(allowed::allow);
    }
}
