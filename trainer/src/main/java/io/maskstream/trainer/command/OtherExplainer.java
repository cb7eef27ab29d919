package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.evaluate.Comparison;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Option;

/** The option that names another explainer to compare with. */
final class OtherExplainer {

    @Option(
            names = "--against",
            paramLabel = "DIR",
            order = 775,
            description = "Compare record by record with another version, or with another explainer that takes the same"
                    + " records.")
    Path folder;

    /**
     * Opens the other explainer.
     *
     * @param judged the explainer that is evaluated
     * @return the other explainer; empty if the option was not given
     * @throws IOException if the explainers differ in input, output or vocabulary
     */
    Optional<ExplainerArtifact> open(ExplainerArtifact judged) throws IOException {
        if (folder == null) {
            return Optional.empty();
        }
        ExplainerArtifact other = ExplainerFolder.open(folder);
        Manifest ours = judged.manifest();
        Manifest theirs = other.manifest();
        if (!ours.input().equals(theirs.input())
                || !ours.output().equals(theirs.output())
                || !encodingFiles(ours).equals(encodingFiles(theirs))) {
            throw new IOException("The explainer in " + other.folder()
                    + " has another input, output or vocabulary than the one in " + judged.folder() + ","
                    + " so they cannot be compared record by record: --against must name an explainer whose manifest"
                    + " has the same ones.");
        }
        return Optional.of(other);
    }

    private static Map<String, String> encodingFiles(Manifest manifest) {
        return Stream.of(ExplainerArtifact.VOCABULARY, ExplainerArtifact.TOKENIZER)
                .filter(manifest.files()::containsKey)
                .collect(Collectors.toMap(Function.identity(), manifest.files()::get));
    }

    /**
     * Compares the two explainers.
     *
     * @param records records explained by the explainer that is evaluated
     * @param ofOther returns the same records explained by another model
     */
    static ObjectNode compare(
            Comparison comparison,
            ExplainerArtifact judged,
            ExplainedRecords records,
            ExplainerArtifact other,
            Function<ExplainedModel, ExplainedRecords> ofOther,
            ConfigProto config) {
        Manifest manifest = other.manifest();
        try (ExplainedModel model = new ExplainedModel(other.savedModel(), manifest, config, asked -> {})) {
            ObjectNode result = comparison.of(records, ofOther.apply(model));
            return result.put("explainer", manifest.name() + " " + manifest.version())
                    .put("digest", other.digest())
                    .put(
                            "sameModel",
                            manifest.frozenModel()
                                    .sha256()
                                    .equals(judged.manifest().frozenModel().sha256()));
        }
    }
}
