package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.mask.MaskedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenModelTest {

    @TempDir
    Path folder;

    private Path card;

    @BeforeEach
    void writeAModel() throws IOException {
        PlantedTask.writeFrozen(folder);
        card = folder.resolve(FrozenCard.FILE);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        FrozenModel model = FrozenModel.read(folder);

        assertThat(model.vocabulary()).isEqualTo(PlantedTask.VOCABULARY);
        assertThat(model.card().tensors())
                .containsOnlyKeys(PlantedTask.LENGTH)
                .containsValue(new FrozenTensors("ids", "embedded", "embedded", "prediction"));
        assertThat(model.card().description()).isEqualTo("planted");
        assertThat(model.sha256()).isEqualTo(Digests.sha256(folder.resolve("saved_model.pb")));
        assertThat(model.graph().getNodeList()).extracting("name").contains("ids", "embedded", "prediction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"esol", "imdb", "cifar10"})
    void takesTheModelOutOfAnExplainerThatShips(String name) throws IOException {
        ExplainerArtifact shipped = new ArtifactStore(Path.of("../deploy/explainers")).openLatest(name);

        FrozenModel model = FrozenModel.read(shipped.folder());

        Manifest manifest = shipped.manifest();
        assertThat(model.card().tensors())
                .containsOnlyKeys(manifest.signatures().stream()
                        .map(Manifest.Signature::length)
                        .distinct()
                        .toArray(Integer[]::new));
        assertThat(model.sha256()).isEqualTo(manifest.frozenModel().sha256());
    }

    @Test
    void theSameModelHasTheSameDigestWhereverItIsWritten(@TempDir Path other) throws IOException {
        PlantedTask.writeFrozen(other);

        assertThat(FrozenModel.read(other).sha256())
                .isEqualTo(FrozenModel.read(folder).sha256());
    }

    @Test
    void theDigestCoversVariablesWhereThereAreAny() throws IOException {
        String before = FrozenModel.read(folder).sha256();
        Files.createDirectories(folder.resolve("variables"));
        Path variables = Files.writeString(folder.resolve("variables/variables.index"), "a");
        String with = FrozenModel.read(folder).sha256();
        Files.writeString(variables, "b");

        assertThat(FrozenModel.read(folder).sha256()).isNotIn(before, with);
    }

    @Test
    void refusesAFolderWithoutASavedModel() throws IOException {
        Files.delete(folder.resolve("saved_model.pb"));

        assertRefused("There is no SavedModel in " + folder + ": it has no saved_model.pb.");
    }

    @Test
    void aModelWithoutACardIsLookedInto() throws IOException {
        Files.delete(card);

        assertRefused("it has 3 outputs (");

        FrozenModel model = FrozenModel.read(
                folder,
                new ModelChoices(
                        null,
                        null,
                        null,
                        new ModelChoices.Tensors(null, null, "prediction"),
                        null,
                        null,
                        null,
                        null,
                        null));
        assertThat(model.card().input()).isEqualTo(Manifest.Input.tokens(InputKind.MOLECULE, PlantedTask.LENGTH));
        assertThat(model.card().output().type()).isEqualTo(Manifest.OutputType.VALUE);
        assertThat(model.card().tensors().get(PlantedTask.LENGTH).maskable()).isEqualTo("embedded");
        assertThat(ModelProbe.of(model).gradient()).isEqualTo(1);
    }

    @Test
    void refusesACardThatIsNoJson() throws IOException {
        Files.writeString(card, Files.readString(card).substring(20));

        assertRefused(card + " is damaged: ");
    }

    @Test
    void refusesACardWithoutTensors() throws IOException {
        replaceInCard("\"tensors\"", "\"tensor\"");

        assertRefused(card + " must have the fields input, output and tensors.");
    }

    @Test
    void refusesACardThatLeavesATensorOut() throws IOException {
        replaceInCard("\"features\"", "\"feature\"");

        assertRefused(card + " is damaged: ");
        assertRefused("'features'");
    }

    @Test
    void refusesACardThatNamesATensorThatIsNotThere() throws IOException {
        replaceInCard("\"features\" : \"embedded\"", "\"features\" : \"dense_7/Relu\"");

        assertRefused(
                "The SavedModel in " + folder + " cannot be explained: the graph has no node named 'dense_7/Relu'");
    }

    @Test
    void aTensorOfAnotherTypeCannotBeMasked() throws IOException {
        replaceInCard("\"features\" : \"embedded\"", "\"features\" : \"ids\"");
        FrozenModel model = FrozenModel.read(folder);

        assertThatThrownBy(() -> MaskedModel.of(
                        model, MaskedModel.Design.plain((layers, inputs) -> inputs.valid()), 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tensor 'ids' is of type TInt32, but must be of TFloat32");
    }

    private void replaceInCard(String text, String replacement) throws IOException {
        String content = Files.readString(card);
        assertThat(content).contains(text);
        Files.writeString(card, content.replace(text, replacement));
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> FrozenModel.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence);
    }
}
