package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.recipe.MoleculeRecipe;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains SMILES2vec. */
@Command(
        name = "molecules",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Trains the SMILES2vec CNN-GRU to predict a value or a class from SMILES strings.",
            "Each epoch shows each molecule with a new, random order of atoms. The paper's model: --preset"
                    + " esol --records esol:DIR, about 5 minutes on 2 cores."
        },
        mixinStandardHelpOptions = true)
final class TrainMolecules implements Callable<Integer> {

    @Mixin
    TrainOptions options;

    @Option(
            names = "--form",
            order = 639,
            paramLabel = "FORM",
            description =
                    "Input of the model: canonical, the same for every spelling, with one token per atom (default);"
                            + " or as-written, the characters of the SMILES string.")
    MoleculeRecipe.Form form;

    @Option(
            names = "--maximum-length",
            order = 640,
            paramLabel = "N",
            description = "Maximum length of a molecule in tokens (default: 104).")
    Integer maximumLength;

    @Option(names = "--embedding", order = 641, paramLabel = "N", description = "Size of the embedding (default: 48).")
    Integer embedding;

    @Option(
            names = "--filters",
            order = 642,
            paramLabel = "N",
            description = "Filters of the convolution (default: 96).")
    Integer filters;

    @Option(
            names = "--gru",
            order = 643,
            paramLabel = "N",
            description = "Width of each direction of the GRUs (default: 96).")
    Integer gru;

    @Option(
            names = "--dropout",
            order = 644,
            paramLabel = "SHARE",
            description = "Dropout between the layers (default: 0.1).")
    Double dropout;

    @Option(
            names = "--token-dropout",
            order = 645,
            paramLabel = "SHARE",
            description = "Largest share of the tokens that training drops (default: 0).")
    Double tokenDropout;

    @Override
    public Integer call() throws IOException {
        Overrides given = options.given()
                .with("form", form)
                .with("maximumLength", maximumLength)
                .with("embedding", embedding)
                .with("filters", filters)
                .with("gru", gru)
                .with("dropout", dropout)
                .with("tokenDropout", tokenDropout);
        options.train(
                InputKind.MOLECULE,
                null,
                records -> new MoleculeRecipe(given.over(
                        options.preset == null
                                ? MoleculeRecipe.Settings.of(records)
                                : MoleculeRecipe.Settings.esol())));
        return 0;
    }
}
