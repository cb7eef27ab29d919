package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.artifact.VocabularyFile;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.evaluate.ExplainerProfile;
import io.maskstream.trainer.evaluate.Protocol;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.Targets;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds a profile to the manifest of an explainer, or replaces it. */
@Command(
        name = "profile",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Writes a profile of records, predictions and masks to an explainer's manifest. It replaces an existing"
                    + " profile. Streamers compare their records with it to detect drift.",
            "fit also writes a profile. Use this command for an explainer without one, or to replace it with a profile"
                    + " of other records, such as more recent ones."
        },
        mixinStandardHelpOptions = true)
final class ProfileExplainer implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    ExplainerFolder explainer;

    @Mixin
    RecordOptions records;

    @Option(
            names = "--of",
            paramLabel = "WHICH",
            order = 112,
            defaultValue = "held_out",
            description = "Records to use: ${COMPLETION-CANDIDATES}; held_out are those that the fit has not seen"
                    + " (default: ${DEFAULT-VALUE}).")
    Which which;

    @Mixin
    SigningOptions signing;

    /** The records that a profile is made from. */
    enum Which {
        HELD_OUT,
        ALL;

        /** Returns the name used on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException {
        Optional<SigningKey> key = signing.key();
        ExplainerArtifact artifact = explainer.open();
        boolean wasSigned = artifact.isSigned();
        Manifest manifest = artifact.manifest();
        InputKind kind = manifest.input().kind();
        InputEncoding encoding = artifact.encoding();
        RecordSplit split = which == Which.ALL ? records.allForTest(kind) : records.split(kind, manifest.fit());
        Dataset dataset = Dataset.read(
                split,
                manifest.input(),
                encoding,
                Targets.of(manifest.output(), manifest.output().classes(), split.labels()),
                Dataset.memory());
        int most = Protocol.of(manifest.input(), encoding).predicted();
        ProfiledRecords profiled = which == Which.ALL
                ? ProfiledRecords.all(dataset, encoding, most)
                : ProfiledRecords.heldOut(dataset, encoding, fittedToValidation(manifest), most);
        ComputeDevice device = ComputeDevice.take(ComputeDevice.Choice.AUTO);
        Profile profile;
        try (Progress progress = new Progress("Profiling", "predictions", -1);
                ExplainedModel model =
                        new ExplainedModel(artifact.savedModel(), manifest, device.session(kind), progress::done)) {
            profile = profiled.profile(
                    model,
                    new ExplainerProfile(
                            manifest.input(), manifest.output(), manifest.evidence(), vocabulary(artifact)));
        }
        ExplainerArtifact written = artifact.withProfile(profile);
        spec.commandLine()
                .getOut()
                .printf(
                        "Wrote the profile of %s to the manifest in %s. Its digest, which identifies the version in"
                                + " releases, is now %s: announce the version again so that streamers load it.%n",
                        profile.source(), written.folder(), written.digest());
        SigningOptions.renew(written, wasSigned, key, spec.commandLine().getOut());
        return 0;
    }

    private static boolean fittedToValidation(Manifest manifest) {
        return manifest.fit() != null
                && manifest.fit().at("/settings/validationToo").asBoolean();
    }

    private static List<String> vocabulary(ExplainerArtifact artifact) throws IOException {
        Path file = artifact.folder().resolve(ExplainerArtifact.VOCABULARY);
        return Files.exists(file)
                ? VocabularyFile.read(file, artifact.manifest().input().tokens().unit())
                : List.of();
    }
}
