package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.recipe.TextRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the bidirectional GRU. */
@Command(
        name = "texts",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Trains a bidirectional GRU to predict a value or a class from texts.",
            "The paper's model: --preset imdb --records imdb:DIR --vectors glove.6B.100d.txt (or any part of"
                    + " its lines), about 25 minutes on 2 cores and 5 GB of memory."
        },
        mixinStandardHelpOptions = true)
final class TrainTexts implements Callable<Integer> {

    @Mixin
    TrainOptions options;

    @Option(
            names = "--vectors",
            order = 640,
            paramLabel = "FILE",
            description = "File of word vectors to start from, such as GloVe: one word and its values per line. Other"
                    + " words start from random vectors (default: all).")
    Path vectors;

    @Option(
            names = "--vocabulary",
            order = 641,
            paramLabel = "N",
            description = "Size of the vocabulary, the most frequent words (default: 20000).")
    Integer vocabulary;

    @Option(
            names = "--maximum-length",
            order = 642,
            paramLabel = "N",
            description = "Maximum number of words; the last ones of a longer text are used (default: 500).")
    Integer maximumLength;

    @Option(
            names = "--gru",
            order = 643,
            paramLabel = "N",
            description = "Width of each direction of the GRU (default: 256).")
    Integer gru;

    @Option(names = "--dense", order = 644, paramLabel = "N", description = "Width of the dense layer (default: 128).")
    Integer dense;

    @Option(
            names = "--word-dropout",
            order = 645,
            paramLabel = "SHARE",
            description = "Largest share of a text's words that training drops; half of it on average (default: 0.8).")
    Double wordDropout;

    @Override
    public Integer call() throws IOException {
        Overrides given = options.given()
                .with("vocabulary", vocabulary)
                .with("maximumLength", maximumLength)
                .with("gru", gru)
                .with("dense", dense)
                .with("wordDropout", wordDropout);
        options.train(
                InputKind.REVIEW,
                null,
                records -> new TextRecipe(
                        given.over(
                                options.preset == null ? TextRecipe.Settings.of(records) : TextRecipe.Settings.imdb()),
                        vectors));
        return 0;
    }
}
