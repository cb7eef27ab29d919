package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Cifar10;
import io.maskstream.trainer.records.ImageSet;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/** From images to an evaluated explainer by the commands that a person types, on made-up images. */
class Cifar10CommandsTest {

    private static Path data;
    private static Path frozen;
    private static Path store;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        data = folder.resolve("data");
        frozen = folder.resolve("frozen");
        store = folder.resolve("store");
        SmallCifar10.write(data);
        assertThat(train(frozen, "--depth 11 --learning-rate 0.05 --epochs 5")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(fit(store, "--epochs 8")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void theCardSaysWhatTheModelIsAndHowItWasTrained() throws IOException {
        FrozenModel model = FrozenModel.read(frozen);

        assertThat(model.card().input()).isEqualTo(Manifest.Input.images(32, 32));
        assertThat(model.card().output()).isEqualTo(Manifest.Output.classes("object", List.of("red", "green")));
        assertThat(model.card().tensors()).containsOnlyKeys(1024);
        JsonNode training = model.card().training();
        assertThat(training.at("/data/train").asInt()).isEqualTo(270);
        assertThat(training.at("/data/validation").asInt()).isEqualTo(30);
        assertThat(training.at("/data/test").asInt()).isEqualTo(SmallCifar10.IMAGES);
        assertThat(training.at("/settings/depth").asInt()).isEqualTo(11);
        for (String part : List.of("train", "validation", "test")) {
            assertThat(training.at("/measured/" + part + "Accuracy").asDouble())
                    .as(part)
                    .isGreaterThan(0.95);
        }
    }

    @Test
    void aResumedTrainingThatWasFinishedWritesTheSameModelAgain() throws IOException {
        String first = Digests.sha256(frozen.resolve("saved_model.pb"));
        Files.delete(frozen.resolve("saved_model.pb"));

        assertThat(train(frozen, "--depth 11 --learning-rate 0.05 --epochs 5 --resume"))
                .isEqualTo(new CommandRun(0, "", ""));

        assertThat(Digests.sha256(frozen.resolve("saved_model.pb"))).isEqualTo(first);
    }

    @Test
    void aDepthThatNoSuchNetworkHasIsRefused() {
        CommandRun run = train(frozen, "--depth 50 --epochs 1");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("must be 9n + 2", "not 50");
    }

    @Test
    void aDeeperNetworkGrowsFromAShallowerOneWithoutForgetting(@TempDir Path folder) throws IOException {
        Path deeper = folder.resolve("deeper");

        assertThat(train(deeper, "--depth 20 --epochs 1 --learning-rate 0 --start {}", frozen))
                .isEqualTo(new CommandRun(0, "", ""));

        JsonNode training = FrozenModel.read(deeper).card().training();
        assertThat(training.at("/settings/depth").asInt()).isEqualTo(20);
        assertThat(training.at("/startedFrom/settings/depth").asInt()).isEqualTo(11);
        assertThat(training.at("/measured/testAccuracy").asDouble()).isGreaterThan(0.95);

        CommandRun back = train(folder.resolve("back"), "--depth 11 --epochs 1 --start {}", deeper);
        assertThat(back.exitCode()).isNotZero();
        assertThat(back.err()).contains("stage1.block2", "only be as deep as this one");
    }

    @Test
    void aModelIsTrainedOnWhatAnExplainersMasksLeave(@TempDir Path folder) throws IOException {
        Path guided = folder.resolve("guided");
        Path guide = store.resolve("cifar10/1");

        assertThat(train(
                        guided,
                        "--depth 11 --epochs 2 --learning-rate 0.01 --revealed 0.5 --start {} --guide {}",
                        frozen,
                        guide))
                .isEqualTo(new CommandRun(0, "", ""));

        JsonNode training = FrozenModel.read(guided).card().training();
        assertThat(training.get("guidedBy").asText())
                .isEqualTo("cifar10 1 " + ExplainerArtifact.open(guide).digest());
        assertThat(training.at("/measured/testAccuracy").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void whatIsWrittenLiesBetweenTheStartAndTheTrainedModel(@TempDir Path folder) throws IOException {
        Path trained = folder.resolve("trained");
        String options = "--depth 11 --epochs 1 --learning-rate 0.05 --start {}";
        assertThat(train(trained, options, frozen)).isEqualTo(new CommandRun(0, "", ""));
        float[] last = weights(trained);
        assertThat(FrozenModel.read(trained).card().training().get("kept").asDouble())
                .isZero();

        assertThat(train(trained, options + " --keep 0.25 --resume", frozen)).isEqualTo(new CommandRun(0, "", ""));

        assertThat(FrozenModel.read(trained).card().training().get("kept").asDouble())
                .isEqualTo(0.25);
        float[] first = weights(frozen);
        float[] between = weights(trained);
        assertThat(last).isNotEqualTo(first);
        for (int i = 0; i < between.length; i++) {
            assertThat(between[i]).isCloseTo(0.25f * first[i] + 0.75f * last[i], within(1e-6f));
        }
    }

    /** The kernel of the last layer. */
    private static float[] weights(Path model) throws IOException {
        SavedModel saved = SavedModel.parseFrom(Files.readAllBytes(model.resolve("saved_model.pb")));
        TensorProto kernel = saved.getMetaGraphs(0).getGraphDef().getNodeList().stream()
                .filter(node -> node.getName().equals("dense.kernel"))
                .findFirst()
                .orElseThrow()
                .getAttrOrThrow("value")
                .getTensor();
        float[] weights = new float[kernel.getTensorContent().size() / Float.BYTES];
        kernel.getTensorContent()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .get(weights);
        return weights;
    }

    @Test
    void onlyAShareOfAStartOfTheSameDepthCanBeKept(@TempDir Path folder) {
        Path out = folder.resolve("out");

        CommandRun all = train(out, "--keep 1 --start {}", frozen);
        assertThat(all.exitCode()).isEqualTo(2);
        assertThat(all.err()).contains("--keep must be at least 0 and less than 1, not 1.0.");
        CommandRun ofNothing = train(out, "--keep 0.5");
        assertThat(ofNothing.exitCode()).isEqualTo(2);
        assertThat(ofNothing.err()).contains("--keep needs a model to start from: give its folder with --start.");
        CommandRun ofAnother = train(out, "--keep 0.5 --depth 20 --epochs 1 --start {}", frozen);
        assertThat(ofAnother.exitCode()).isEqualTo(1);
        assertThat(ofAnother.err()).contains("has 11 layers: --keep 0.5 needs one of as many as are trained, 20.");
    }

    @Test
    void theMaskKeepsThePredictionsAndIsSmall() {
        JsonNode measured =
                new ArtifactStore(store).open("cifar10", 1).manifest().measured();

        assertThat(measured.get("images").asInt()).isEqualTo(SmallCifar10.IMAGES);
        assertThat(measured.get("agreement").asDouble()).isGreaterThan(0.9);
        assertThat(measured.at("/area/mean").asDouble()).isLessThan(0.35);
    }

    @Test
    void theMaskIsHighWhereTheSquareIs() throws IOException {
        ExplainerArtifact artifact = new ArtifactStore(store).open("cifar10", 1);
        List<EncodedInput> images = new ImageSet(Cifar10.read(data).test())
                .examples().stream().map(Batch.Example::input).toList();
        double inside = 0;
        double outside = 0;
        int insidePixels = 0;
        int outsidePixels = 0;
        try (ExplainedModel model =
                new ExplainedModel(artifact.savedModel(), artifact.manifest(), ComputeDevice.CPU.session())) {
            List<float[]> masks = model.masks(images);
            for (int i = 0; i < masks.size(); i++) {
                for (int pixel = 0; pixel < masks.get(i).length; pixel++) {
                    if (SmallCifar10.decides(((PixelGrid) images.get(i)).argb()[pixel])) {
                        inside += masks.get(i)[pixel];
                        insidePixels++;
                    } else {
                        outside += masks.get(i)[pixel];
                        outsidePixels++;
                    }
                }
            }
        }
        assertThat(insidePixels).isEqualTo(SmallCifar10.IMAGES * SmallCifar10.SQUARE * SmallCifar10.SQUARE);
        assertThat(inside / insidePixels)
                .as("mean weight in the square; outside %.3f", outside / outsidePixels)
                .isGreaterThan(2 * outside / outsidePixels);
    }

    @Test
    void theArtifactTakesImagesAndNoVocabulary() {
        ExplainerArtifact artifact = new ArtifactStore(store).open("cifar10", 1);

        assertThat(artifact.encoding()).isInstanceOf(ImageEncoding.class);
        assertThat(artifact.manifest().files()).containsOnlyKeys("saved_model/saved_model.pb");
        assertThat(artifact.manifest().signatures())
                .extracting(Manifest.Signature::length)
                .containsExactly(1024, 1024);
        assertThat(artifact.manifest().fit().at("/settings/network").asText()).isEqualTo("lean");
    }

    @Test
    void evaluateFindsWhatTheManifestSays(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("figures.json");

        CommandRun run = CommandRun.of(
                "evaluate --explainer {} --data {} --json {} --figures {}",
                store.resolve("cifar10/1"),
                data,
                json,
                folder.resolve("figures"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Images: 60",
                        "agreement, masked image",
                        "under the mask of an image of another class",
                        "in the order of occlusion",
                        "centre square",
                        "times as long as the prediction alone");
        for (String figure : List.of("images.png", "agreement.png", "deletion.png", "insertion.png")) {
            assertThat(run.out()).contains("Drew " + folder.resolve("figures").resolve(figure));
            assertThat(folder.resolve("figures").resolve(figure)).isNotEmptyFile();
        }
        JsonNode published =
                new ArtifactStore(store).open("cifar10", 1).manifest().measured();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        // The mask network is no larger than the model, and a mask contains the model's own convolutions.
        assertThat(figures.get("costOfMaskToPrediction").asDouble()).isBetween(0.8, 5.);
        for (String figure : List.of("/agreement", "/maskedAccuracy", "/ownMask/ownMask", "/area/mean")) {
            assertThat(figures.at(figure).asDouble())
                    .as(figure)
                    .isCloseTo(published.at(figure).asDouble(), within(0.02));
        }
    }

    @Test
    void thePapersNetworkIsFittedToo(@TempDir Path other) {
        CommandRun run = fit(other, "--mask-network paper --epochs 1 --images 16");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        Manifest manifest = new ArtifactStore(other).open("cifar10", 1).manifest();
        assertThat(manifest.fit().at("/settings/network").asText()).isEqualTo("paper");
        assertThat(manifest.fit().at("/data/fitted").asInt()).isEqualTo(16);
    }

    @Test
    void aShippedExplainersModelIsFittedAnew(@TempDir Path other) throws IOException {
        Path shipped = store.resolve("cifar10/1");

        CommandRun run = CommandRun.of(
                "fit cifar10 --frozen {} --data {} --store {} --epochs 1 --images 16 --batch 16 --device cpu",
                shipped,
                data,
                other);

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        ExplainerArtifact artifact = new ArtifactStore(other).open("cifar10", 1);
        assertThat(artifact.manifest().frozenModel())
                .isEqualTo(ExplainerArtifact.open(shipped).manifest().frozenModel());
        List<EncodedInput> images = new ImageSet(Cifar10.read(data).test())
                .examples().stream().map(Batch.Example::input).limit(8).toList();
        assertThat(predictions(artifact, images)).isDeepEqualTo(predictions(ExplainerArtifact.open(shipped), images));
    }

    @Test
    void aFitGoesOnFromAnEarlierVersionsMask(@TempDir Path other) throws IOException {
        Path former = store.resolve("cifar10/1");

        // A rate of nearly 0 leaves the weights as they are.
        CommandRun run = CommandRun.of(
                "fit cifar10 --frozen {} --start {} --data {} --store {} --epochs 1 --images 16 --batch 16"
                        + " --learning-rate 1e-9 --device cpu",
                frozen,
                former,
                data,
                other);

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        ExplainerArtifact artifact = new ArtifactStore(other).open("cifar10", 1);
        assertThat(artifact.manifest().fit().at("/startedFrom/settings/epochs").asInt())
                .isEqualTo(8);
        assertThat(artifact.manifest().measured().at("/area/mean").asDouble())
                .isCloseTo(
                        ExplainerArtifact.open(former)
                                .manifest()
                                .measured()
                                .at("/area/mean")
                                .asDouble(),
                        within(1e-3));
    }

    @Test
    void aFitCannotStartFromAnotherMaskNetwork(@TempDir Path other) {
        CommandRun run =
                fit(other, "--mask-network paper --epochs 1 --images 16 --start " + store.resolve("cifar10/1"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("the network to start from has mask.out.kernel in the shape [1, 1, 16, 1]");
    }

    private static float[][] predictions(ExplainerArtifact artifact, List<EncodedInput> images) throws IOException {
        try (ExplainedModel model =
                new ExplainedModel(artifact.savedModel(), artifact.manifest(), ComputeDevice.CPU.session())) {
            return model.predictions(images);
        }
    }

    @Test
    void noImagesAtAllAreRefused() {
        CommandRun run = fit(store, "--images 0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--images must be at least 1, not 0.");
    }

    private static CommandRun fit(Path into, String more) {
        return CommandRun.of(
                "fit cifar10 --frozen {} --data {} --store {} --batch 16 --learning-rate 0.005 --device cpu " + more,
                frozen,
                data,
                into);
    }

    /** @param start folder of a model to start from, for a {@code {}}; may be missing */
    private static CommandRun train(Path out, String options, Path... start) {
        return CommandRun.of(
                "frozen cifar10 " + options
                        + " --data {} --out {} --held-out 0.1 --batch 16 --window-epochs 1 --device cpu",
                Stream.concat(Stream.of(start), Stream.of(data, out)).toArray());
    }
}
