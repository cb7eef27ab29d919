package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Cifar10;
import io.maskstream.trainer.records.ImageSet;
import io.maskstream.trainer.records.Split;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.Momentum;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;

/** Trains a residual network on CIFAR-10 and writes it as a frozen SavedModel. */
public final class ResNetV2Training {

    private static final Logger LOG = LoggerFactory.getLogger(ResNetV2Training.class);

    private static final int PIXELS = Cifar10.SIDE * Cifar10.SIDE;

    /** Masks after which progress is reported. */
    private static final int REPORTED = 8_000;

    /**
     * How to train.
     *
     * @param splitSeed which images are held out for validation
     * @param heldOut share of the images for training that is held out, in [0, 1)
     * @param seed of weights, order and augmentation
     * @param depth see {@link ResNetV2}
     * @param epochs passes over the images
     * @param batch images a step
     * @param learningRate peak
     * @param weightDecay of {@link Momentum}
     * @param cover side of the square that is covered in each image; 0 for none
     * @param revealed share of the images of which only parts are left
     * @param window side of the part of each image that the first epochs see
     * @param windowEpochs how many epochs those are
     */
    public record Settings(
            long splitSeed,
            double heldOut,
            long seed,
            int depth,
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            int cover,
            double revealed,
            int window,
            int windowEpochs) {}

    /** Masks of images. */
    public interface Guide {

        /** One an image, each as many weights in [0,1] as it has pixels. */
        List<float[]> masks(List<EncodedInput> images);

        /** What made them, so that a training can be repeated and is not resumed with others. */
        String name();
    }

    private final Settings settings;
    private final ComputeDevice device;

    public ResNetV2Training(Settings settings, ComputeDevice device) {
        this.settings = settings;
        this.device = device;
    }

    /**
     * Trains, measures and writes.
     *
     * @param data folder that holds {@value Cifar10#FOLDER}
     * @param start folder of a model of the same depth or less, from whose weights to start; null for random ones
     * @param kept share of those weights in the mean with the trained ones that is written, in [0,1]; above 0 the depths
     *     must be the same
     * @param guide whose masks say which parts of an image are left; null for parts drawn at random
     * @param out folder of the SavedModel
     * @param resume whether to go on from the checkpoint beside {@code out}
     */
    public void run(Path data, Path start, double kept, Guide guide, Path out, boolean resume) throws IOException {
        FrozenModel former = start == null ? null : FrozenModel.read(start);
        Map<String, TensorProto> weights = former == null ? Map.of() : former.weights();
        if (former != null && weights.isEmpty()) {
            throw new IOException(
                    "The model in " + start + " was not trained by this command: it cannot be started from.");
        }
        int formerDepth = former == null
                ? 0
                : former.card().training().at("/settings/depth").asInt();
        if (kept > 0 && formerDepth != settings.depth()) {
            throw new IOException("The model in " + start + " has " + formerDepth + " layers: --keep " + kept
                    + " needs one of as many as are trained, " + settings.depth() + ".");
        }
        Cifar10 cifar10 = Cifar10.read(data);
        Split<Cifar10.Image> split = ImageSet.split(cifar10, settings.heldOut(), settings.splitSeed());
        LOG.info(
                "CIFAR-10: {} images for training, {} for validation, {} for testing (split seed {}); training on {}.",
                split.train().size(),
                split.validation().size(),
                split.test().size(),
                settings.splitSeed(),
                device);
        ResNetV2 architecture = new ResNetV2(settings.depth(), cifar10.classes().size());
        ImageSet train = new ImageSet(split.train());
        List<Batch.Example> validation = new ImageSet(split.validation()).examples();
        SortedSet<Integer> exported = new TreeSet<>(List.of(PIXELS));
        SortedSet<Integer> trained = new TreeSet<>(exported);
        trained.add(settings.window() * settings.window());
        try (FrozenTraining training = new FrozenTraining(
                architecture,
                trained,
                exported,
                settings.seed(),
                weights,
                (tf, trainable, rate) -> new Momentum(tf, trainable, rate, settings.weightDecay()),
                device.convolutionSession())) {
            TrainingLoop.Observer observer = (epoch, means) -> validation.isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "validation accuracy %.4f",
                            Classification.accuracy(training.predict(validation), validation));
            training.run(
                    FrozenTraining.schedule(settings.epochs(), settings.learningRate(), settings.seed(), 1),
                    new Views(train, guide, trained),
                    FrozenTraining.checkpoint(
                            out,
                            settings + " " + cifar10.sha256() + (former == null ? "" : " from " + former.sha256())
                                    + (guide == null ? "" : " guided by " + guide.name())),
                    resume,
                    observer);
            ObjectNode description = describe(cifar10, split);
            if (guide != null) {
                description.put("guidedBy", guide.name());
            }
            if (former != null) {
                description.put("kept", kept);
                description.set("startedFrom", former.card().training());
            }
            ObjectNode measured = description.putObject("measured").put("device", device.name());
            GraphDef constants = kept > 0 ? training.constants(kept) : training.constants();
            try (Graph graph = new Graph()) {
                graph.importGraphDef(constants);
                List<Batch.Example> test = new ImageSet(split.test()).examples();
                // As many as for testing: all of them would take minutes on a CPU, and say no more.
                List<Batch.Example> seen = train.examples()
                        .subList(0, Math.min(test.size(), split.train().size()));
                try (Session session = new Session(graph, device.session())) {
                    measured.put(
                            "trainAccuracy",
                            Classification.accuracy(FrozenTraining.predict(session, training.served(), seen), seen));
                    if (!validation.isEmpty()) {
                        measured.put(
                                "validationAccuracy",
                                Classification.accuracy(
                                        FrozenTraining.predict(session, training.served(), validation), validation));
                    }
                    measured.put(
                            "testAccuracy",
                            Classification.accuracy(FrozenTraining.predict(session, training.served(), test), test));
                }
            }
            FrozenCard card = new FrozenCard(
                    Manifest.Input.images(Cifar10.SIDE, Cifar10.SIDE),
                    Manifest.Output.classes("object", cifar10.classes()),
                    "ResNet" + settings.depth() + " v2 on CIFAR-10",
                    training.served(),
                    description);
            FrozenModel.write(out, constants, card, List.of());
            LOG.info("Wrote the frozen model to {}: {}", out, measured);
        }
    }

    /** What each epoch shows. Masks are made when the first is asked for: a finished training is written again without. */
    private final class Views implements TrainingLoop.Epochs {

        private final Guide guide;
        private final SortedSet<Integer> lengths;
        private ImageSet images;
        private boolean guided;

        Views(ImageSet images, Guide guide, SortedSet<Integer> lengths) {
            this.images = images;
            this.guide = guide;
            this.lengths = lengths;
        }

        @Override
        public List<Batch> batches(int epoch, Random random) {
            if (guide != null && !guided) {
                images = images.seenThrough(masks());
                guided = true;
            }
            int side = epoch < settings.windowEpochs() ? settings.window() : Cifar10.SIDE;
            return Batch.cut(
                    images.augmented(random, side, settings.cover(), settings.revealed()),
                    lengths,
                    settings.batch(),
                    random);
        }

        private List<float[]> masks() {
            LOG.info("Making masks of the images with {}.", guide.name());
            List<EncodedInput> inputs =
                    images.examples().stream().map(Batch.Example::input).toList();
            List<float[]> masks = new ArrayList<>();
            while (masks.size() < inputs.size()) {
                masks.addAll(
                        guide.masks(inputs.subList(masks.size(), Math.min(masks.size() + REPORTED, inputs.size()))));
                LOG.info("Made masks of {} of {} images.", masks.size(), inputs.size());
            }
            return masks;
        }
    }

    private ObjectNode describe(Cifar10 cifar10, Split<Cifar10.Image> split) {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("data")
                .put("name", "CIFAR-10 (Krizhevsky 2009), " + Cifar10.FOLDER)
                .put("sha256", cifar10.sha256())
                .put("split", "the data set's own; a random part of the images for training held out for validation")
                .put("splitSeed", settings.splitSeed())
                .put("heldOut", settings.heldOut())
                .put("train", split.train().size())
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        training.putPOJO("settings", settings);
        return training;
    }
}
