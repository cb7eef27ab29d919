package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.truth.ComputedLogP;
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
            "The reference model learns the computed logP (JPlogP) of your molecules, to which each atom"
                    + " contributes a known number. Labels are not needed."
        },
        mixinStandardHelpOptions = true)
final class TruthOfMolecules implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    RecordOptions records;

    @Mixin
    TruthOptions options;

    @Override
    public Integer call() throws IOException {
        RecordSplit split = records.splitOf(InputKind.MOLECULE, ComputedLogP::new);
        options.run(
                TruthTask.molecules(split, options.over(MoleculeRecipe.Settings.of(split.size(Part.TRAIN)))),
                spec.commandLine().getOut());
        return 0;
    }

    /** Returns the task with the default settings. */
    static TruthTask usual(RecordOptions records) throws IOException {
        RecordSplit split = records.splitOf(InputKind.MOLECULE, ComputedLogP::new);
        return TruthTask.molecules(split, MoleculeRecipe.Settings.of(split.size(Part.TRAIN)));
    }
}
