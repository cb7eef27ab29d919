package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.StagedVersion;
import io.maskstream.schemas.artifact.TrustedKeys;
import io.maskstream.schemas.artifact.UntrustedManifestException;
import io.maskstream.schemas.artifact.s3.ExplainerStores;
import io.maskstream.schemas.artifact.s3.S3Url;
import io.maskstream.trainer.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the contents of a store. */
@Command(
        name = "list",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Lists the explainers of a store with their versions. Checks the digest of every file and, with"
                + " --trust, the signatures.",
        mixinStandardHelpOptions = true)
final class ListExplainers implements Callable<Integer> {

    private static final String LINE = "%-12s %7s  %-10s %-20s %-12s %s%n";

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "Folder of the explainers, or s3://BUCKET/PREFIX.")
    String store;

    @Option(
            names = "--trust",
            paramLabel = "PATH",
            description =
                    "Also check the signatures: a file or folder of public keys and certificates in PEM, as in the"
                            + " streamers' setting explainer.trust.")
    Path trust;

    /** Returns exit code 1 if a version is damaged, or not signed by a trusted key. */
    @Override
    public Integer call() throws Exception {
        if (!S3Url.isMeant(store) && !Files.isDirectory(Path.of(store))) {
            throw new IOException("There is no folder " + store + ".");
        }
        Optional<TrustedKeys> keys = trustedKeys();
        PrintWriter out = spec.commandLine().getOut();
        ExplainerStore artifacts = ExplainerStores.at(store);
        int damaged = 0;
        out.printf(LINE, "EXPLAINER", "VERSION", "KIND", "CREATED", "DIGEST", "MEASURED");
        for (String explainer : artifacts.explainers()) {
            for (int version : artifacts.versions(explainer)) {
                Path copy = Files.createTempDirectory("maskstream-listed-");
                try {
                    var artifact = artifacts.open(explainer, version, copy);
                    if (keys.isPresent()) {
                        artifact.checkSignature(keys.get());
                    }
                    Manifest manifest = artifact.manifest();
                    out.printf(
                            LINE,
                            explainer,
                            version,
                            manifest.input().kind(),
                            manifest.created(),
                            artifact.digest().substring(0, 12),
                            TextReport.headline(manifest.measured()));
                } catch (InvalidArtifactException e) {
                    damaged++;
                    out.printf(LINE, explainer, version, "-", "-", "-", "DAMAGED: " + e.getMessage());
                } catch (UntrustedManifestException e) {
                    damaged++;
                    out.printf(LINE, explainer, version, "-", "-", "-", "UNTRUSTED: " + e.getMessage() + ".");
                } finally {
                    StagedVersion.delete(copy);
                }
            }
        }
        return damaged == 0 ? 0 : 1;
    }

    private Optional<TrustedKeys> trustedKeys() throws IOException {
        try {
            return trust == null ? Optional.empty() : Optional.of(TrustedKeys.in(trust, Clock.systemUTC()));
        } catch (IOException e) {
            throw new IOException("The keys of --trust cannot be used: " + e.getMessage() + ".", e);
        }
    }
}
