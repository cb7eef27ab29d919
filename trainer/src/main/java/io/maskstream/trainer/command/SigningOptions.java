package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who signs a version. */
final class SigningOptions {

    @Option(
            names = "--sign-key",
            paramLabel = "FILE",
            order = 204,
            description =
                    "Signs the version with this private key, in PEM as 'openssl genpkey' writes it: ECDSA P-256 or"
                            + " Ed25519. Streamers with the setting explainer.trust take only what is signed.")
    Path file;

    /**
     * Reads the key.
     *
     * @return it; empty if none was given
     * @throws IOException if it is of no use; says what to do
     */
    Optional<SigningKey> key() throws IOException {
        return file == null ? Optional.empty() : Optional.of(SigningKey.read(file));
    }

    /**
     * Signs a version whose manifest was written anew, or says that it has to be signed.
     *
     * @param wasSigned whether it had a signature, which is gone now
     */
    static void renew(ExplainerArtifact written, boolean wasSigned, Optional<SigningKey> key, PrintWriter out)
            throws IOException {
        if (key.isPresent()) {
            written.sign(key.get());
        } else if (wasSigned) {
            out.println(
                    "Its signature was that of the former manifest, and is deleted: sign it anew with 'trainer publish"
                            + " --sign-key'.");
        }
    }
}
