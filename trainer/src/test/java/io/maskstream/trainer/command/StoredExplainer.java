package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An artifact without a valid graph, for tests that do not load it. */
final class StoredExplainer {

    static final String FROZEN_MODEL_DIGEST = "00".repeat(32);

    private StoredExplainer() {}

    /** Publishes the next version of an explainer named {@code planted}. */
    static ExplainerArtifact publish(Path store) {
        Manifest draft = new Manifest(
                Manifest.FORMAT,
                "planted",
                0,
                "",
                Manifest.Input.tokens(InputKind.MOLECULE, 16),
                Manifest.Output.value("oxygen", "atoms"),
                null,
                List.of(new Manifest.Signature("explain_16", 16, false)),
                new Manifest.FrozenModel(FROZEN_MODEL_DIGEST, "planted", null, null),
                null,
                null,
                Map.of());
        return new ArtifactStore(store).publish(draft, folder -> {
            Files.createDirectory(folder.resolve(ExplainerArtifact.SAVED_MODEL));
            Files.writeString(folder.resolve(ExplainerArtifact.SAVED_MODEL).resolve("saved_model.pb"), "graph");
            Files.writeString(folder.resolve(ExplainerArtifact.VOCABULARY), "C\nO\n");
        });
    }
}
