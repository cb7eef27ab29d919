package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.augmentation.PictureAugmentation;
import io.maskstream.trainer.records.augmentation.PictureStatistics;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.Momentum;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.ConfigProto;

/** Trains {@link ResNetV2} on images. */
public final class ImageRecipe implements Recipe {

    /**
     * Settings of the training.
     *
     * @param seed seed of the weights, the order of the images and the augmentation
     * @param width width that images are resized to, in pixels
     * @param height height that images are resized to, in pixels
     * @param channels 1 for grey, 3 for RGB, 4 for RGB with alpha
     * @param depth see {@link ResNetV2}
     * @param epochs passes over the images
     * @param batch images in each step
     * @param learningRate peak learning rate
     * @param weightDecay weight decay of {@link Momentum}
     * @param mirror whether half of the images are mirrored horizontally
     * @param cover side of the rectangle that is covered in each image, as a share of the image's side; 0 for none
     * @param revealed share of the images of which only parts are shown
     * @param window side of the crop that the first epochs use, as a share of the image's side
     * @param windowEpochs number of first epochs that use the crop
     */
    public record Settings(
            long seed,
            int width,
            int height,
            int channels,
            int depth,
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            boolean mirror,
            double cover,
            double revealed,
            double window,
            int windowEpochs) {

        /** Returns the settings for the paper's model of ten classes of objects. */
        public static Settings cifar10() {
            return new Settings(1, 32, 32, 3, 164, 30, 128, 0.2, 0.00025, true, 0.25, 0.25, 0.75, 12);
        }

        /**
         * Returns the settings for other images: a shallower network with at most as many steps.
         *
         * @param records number of records to train on
         */
        public static Settings of(int records) {
            Settings cifar10 = cifar10();
            int epochs = Math.max(10, Math.min(60, 1_400_000 / records));
            return new Settings(
                    cifar10.seed,
                    cifar10.width,
                    cifar10.height,
                    cifar10.channels,
                    29,
                    epochs,
                    Math.max(16, Math.min(cifar10.batch, records / 40)),
                    cifar10.learningRate,
                    cifar10.weightDecay,
                    cifar10.mirror,
                    cifar10.cover,
                    cifar10.revealed,
                    cifar10.window,
                    epochs * cifar10.windowEpochs / cifar10.epochs);
        }
    }

    private final Settings settings;

    public ImageRecipe(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "ResNet" + settings.depth() + " v2";
    }

    @Override
    public JsonNode settings() {
        return JsonMapper.builder().build().valueToTree(settings);
    }

    @Override
    public ConfigProto session(ComputeDevice device) {
        return device.convolutionSession();
    }

    @Override
    public Encoded encoded(RecordSplit split) {
        ImageInput image = ImageInput.channelsLast(
                settings.width(), settings.height(), settings.channels(), settings.width(), settings.height());
        return new Encoded(
                new Manifest.Input(InputKind.IMAGE, null, image),
                new ImageEncoding(image, ImageLimits.usual()),
                List.of());
    }

    @Override
    public Plan plan(Dataset dataset, Encoded encoded, OutputHead head) {
        Dataset.Examples train = dataset.examples(Part.TRAIN);
        int windowWidth = (int) Math.round(settings.window() * settings.width());
        int windowHeight = (int) Math.round(settings.window() * settings.height());
        SortedMap<Integer, InputTensor> exported = new TreeMap<>();
        exported.put(settings.width() * settings.height(), encoded.input().tensor());
        SortedMap<Integer, InputTensor> trained = new TreeMap<>(exported);
        if (settings.windowEpochs() > 0) {
            trained.put(windowWidth * windowHeight, InputTensor.pixels(windowHeight, windowWidth, settings.channels()));
        }
        PictureStatistics statistics = PictureStatistics.of(train.inputs());
        PictureAugmentation augmentation = new PictureAugmentation(
                statistics.meanColour(), settings.mirror(), settings.cover(), settings.revealed());
        return new Plan(
                new ResNetV2(settings.depth(), statistics.mean(), statistics.deviation(), head),
                trained,
                exported,
                (tf, trainable, rate) -> new Momentum(tf, trainable, rate, settings.weightDecay()),
                FrozenTraining.schedule(settings.epochs(), settings.learningRate(), settings.seed(), 1),
                (epoch, random) -> {
                    boolean windowed = epoch < settings.windowEpochs();
                    return Batch.cut(
                            augmentation.of(
                                    train.inputs(),
                                    train.targets(),
                                    windowed ? windowWidth : settings.width(),
                                    windowed ? windowHeight : settings.height(),
                                    random),
                            new TreeSet<>(trained.keySet()),
                            settings.batch(),
                            random);
                },
                JsonNodeFactory.instance.objectNode());
    }
}
