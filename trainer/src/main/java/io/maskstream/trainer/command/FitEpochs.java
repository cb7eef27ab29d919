package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.SourceRecord;
import io.maskstream.trainer.records.augmentation.PictureAugmentation;
import io.maskstream.trainer.records.augmentation.PictureStatistics;
import io.maskstream.trainer.records.augmentation.RandomSpellings;
import io.maskstream.trainer.records.augmentation.TextPieces;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/** The records of each epoch of a fit: the training records, augmented if the settings say so. */
@FunctionalInterface
interface FitEpochs {

    /** Returns the records of an epoch. */
    List<Batch.Example> of(Random random);

    /** Returns the batches for the training loop. */
    default TrainingLoop.Epochs over(Collection<Integer> lengths, int batch) {
        SortedSet<Integer> sorted = new TreeSet<>(lengths);
        return (epoch, random) -> Batch.cut(of(random), sorted, batch, random);
    }

    /**
     * Creates epochs of the training records, and of the validation records if the fit uses them too.
     *
     * @throws IOException if the records cannot be read again
     */
    static FitEpochs of(Dataset dataset, InputEncoding encoding, FitSettings settings) throws IOException {
        Dataset.Examples fitted = dataset.examples(Part.TRAIN);
        if (settings.validationToo()) {
            fitted = fitted.with(dataset.examples(Part.VALIDATION));
        }
        if (encoding.kind() == InputKind.MOLECULE && settings.ownSpellings() < 1) {
            List<SourceRecord> originals = new ArrayList<>(dataset.originals(Part.TRAIN));
            if (settings.validationToo()) {
                originals.addAll(dataset.originals(Part.VALIDATION));
            }
            RandomSpellings spellings = new RandomSpellings(fitted, originals, encoding, 0);
            return random -> spellings.of(random, settings.ownSpellings());
        }
        if (encoding.kind() == InputKind.IMAGE && settings.moved()) {
            Dataset.Examples pictures = fitted;
            byte[] mean = PictureStatistics.of(pictures.inputs()).meanColour();
            PictureAugmentation moved = new PictureAugmentation(mean, true, 0, 0);
            return random -> moved.of(pictures.inputs(), pictures.targets(), random);
        }
        List<Batch.Example> asTheyAre = fitted.asBatchExamples();
        if (encoding.kind() == InputKind.REVIEW && settings.pieces() > 0) {
            TextPieces pieces = new TextPieces(settings.pieces());
            return random -> pieces.of(asTheyAre, random);
        }
        return random -> asTheyAre;
    }
}
