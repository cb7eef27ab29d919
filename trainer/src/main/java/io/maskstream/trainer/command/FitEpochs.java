package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.augmentation.PictureAugmentation;
import io.maskstream.trainer.records.augmentation.PictureStatistics;
import io.maskstream.trainer.records.augmentation.RandomSpellings;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What each epoch of a fit shows: the records for training as they are, or changed a little where the settings say so. */
@FunctionalInterface
interface FitEpochs {

    /** The records of an epoch. */
    List<Batch.Example> of(Random random);

    /** As the training loop asks for them. */
    default TrainingLoop.Epochs over(Collection<Integer> lengths, int batch) {
        SortedSet<Integer> sorted = new TreeSet<>(lengths);
        return (epoch, random) -> Batch.cut(of(random), sorted, batch, random);
    }

    /**
     * Of the records for training.
     *
     * @throws IOException if they cannot be read again
     */
    static FitEpochs of(Dataset dataset, InputEncoding encoding, FitSettings settings) throws IOException {
        Dataset.Examples train = dataset.examples(Part.TRAIN);
        List<Batch.Example> asTheyAre = train.asBatchExamples();
        return switch (encoding.kind()) {
            case REVIEW -> random -> asTheyAre;
            case MOLECULE -> {
                if (settings.ownSpellings() == 1) {
                    yield random -> asTheyAre;
                }
                int[] all = IntStream.range(0, train.size()).toArray();
                RandomSpellings spellings =
                        new RandomSpellings(train, dataset.originals(Part.TRAIN, all), encoding);
                yield random -> spellings.of(random, settings.ownSpellings());
            }
            case IMAGE -> {
                if (!settings.moved()) {
                    yield random -> asTheyAre;
                }
                PictureAugmentation moved = new PictureAugmentation(
                        PictureStatistics.of(train.inputs()).meanColour(), true, 0, 0);
                yield random -> moved.of(train.inputs(), train.targets(), random);
            }
        };
    }
}
