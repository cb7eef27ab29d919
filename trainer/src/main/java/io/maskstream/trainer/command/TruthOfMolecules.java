package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.truth.ComputedLogP;
import io.maskstream.trainer.evaluate.truth.VariedLogP;
import io.maskstream.trainer.recipe.MoleculeRecipe;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.source.RecordOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A task of molecules with their computed logP, which is a sum over the atoms. */
@Command(
        name = "molecules",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "The reference model learns the computed logP (JPlogP), to which each atom contributes a known"
                    + " number, of your molecules and of 8,000 variants of them. Labels are not needed."
        },
        mixinStandardHelpOptions = true)
final class TruthOfMolecules implements Callable<Integer> {

    /** Enough for the model to tell the contributions of atoms that come together in the molecules. */
    private static final int VARIANTS = 8000;

    private static final int FEWEST_EPOCHS = 5;
    private static final int MOST_EPOCHS = 20;

    /** Molecules to train on in all epochs together; larger sets need fewer epochs. */
    private static final int ENOUGH_MOLECULES = 180_000;

    @Spec
    CommandSpec spec;

    @Mixin
    RecordOptions records;

    @Mixin
    TruthOptions options;

    @Override
    public Integer call() throws IOException {
        RecordSplit split = split(records);
        options.run(
                TruthTask.molecules(split, options.over(model(split))),
                spec.commandLine().getOut());
        return 0;
    }

    /** Returns the task with the default settings. */
    static TruthTask usual(RecordOptions records) throws IOException {
        RecordSplit split = split(records);
        return TruthTask.molecules(split, model(split));
    }

    /** Methods leave out parts, so the model is trained with parts left out. */
    private static MoleculeRecipe.Settings model(RecordSplit split) {
        int epochs = Math.min(MOST_EPOCHS, ENOUGH_MOLECULES / split.size(Part.TRAIN));
        return new Overrides()
                .with("epochs", Math.max(FEWEST_EPOCHS, epochs))
                .with("tokenDropout", 0.5)
                .over(MoleculeRecipe.Settings.esol());
    }

    private static RecordSplit split(RecordOptions records) throws IOException {
        RecordSplit split = records.splitOf(InputKind.MOLECULE, ComputedLogP::new);
        return RecordSplit.of(new VariedLogP(split, VARIANTS, TruthTask.RECORDS_SEED), TruthTask.RULES);
    }
}
