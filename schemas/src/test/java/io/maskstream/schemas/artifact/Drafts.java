package io.maskstream.schemas.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Manifests and contents of small artifacts, as a trainer supplies them. */
final class Drafts {

    private Drafts() {}

    static Manifest named(String name) {
        return new Manifest(
                Manifest.FORMAT,
                name,
                0,
                null,
                Manifest.Input.tokens(InputKind.MOLECULE, 8),
                Manifest.Output.value("aqueous solubility", "log mol/L"),
                null,
                List.of(new Manifest.Signature("explain_8", 8, false), new Manifest.Signature("verify_8", 8, true)),
                new Manifest.FrozenModel("ab".repeat(32), "SMILES2vec", null, null),
                JsonNodeFactory.instance.objectNode().put("seed", 1),
                null,
                Map.of());
    }

    static Manifest ofReviews(String name) {
        return new Manifest(
                Manifest.FORMAT,
                name,
                0,
                null,
                Manifest.Input.tokens(InputKind.REVIEW, 8),
                Manifest.Output.classes("sentiment", List.of("negative", "positive")),
                null,
                List.of(new Manifest.Signature("explain_8", 8, false), new Manifest.Signature("verify_8", 8, true)),
                new Manifest.FrozenModel("cd".repeat(32), "bidirectional GRU", null, null),
                JsonNodeFactory.instance.objectNode().put("seed", 1),
                null,
                Map.of());
    }

    /** Returns a draft in the given format for another input. */
    static Manifest taking(Manifest draft, int format, Manifest.Input input) {
        return new Manifest(
                format,
                draft.name(),
                draft.version(),
                draft.created(),
                input,
                draft.output(),
                null,
                draft.signatures(),
                draft.frozenModel(),
                draft.fit(),
                draft.measured(),
                Map.of());
    }

    /** Returns a draft of an explainer that also gives evidence. */
    static Manifest with(Manifest draft, Manifest.Evidence evidence) {
        return new Manifest(
                draft.format(),
                draft.name(),
                draft.version(),
                draft.created(),
                draft.input(),
                draft.output(),
                evidence,
                draft.signatures(),
                draft.frozenModel(),
                draft.fit(),
                draft.measured(),
                Map.of());
    }

    static void write(Path folder) throws IOException {
        write(folder, "C\nO\n(\n)\n=\n");
    }

    static void write(Path folder, String vocabulary) throws IOException {
        Path savedModel = Files.createDirectory(folder.resolve(ExplainerArtifact.SAVED_MODEL));
        Files.write(savedModel.resolve("saved_model.pb"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve(ExplainerArtifact.VOCABULARY), vocabulary, UTF_8);
    }
}
