package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option for signing a version. */
final class SigningOptions {

    @Option(
            names = "--sign-key",
            paramLabel = "FILE",
            order = 204,
            description =
                    "Sign the version with this private key, in PEM format as written by 'openssl genpkey': ECDSA P-256"
                            + " or Ed25519. Streamers with the setting explainer.trust only accept signed versions.")
    Path file;

    /**
     * Reads the key.
     *
     * @return the key; empty if none was given
     * @throws IOException if the key cannot be used; the message says what to do
     */
    Optional<SigningKey> key() throws IOException {
        return file == null ? Optional.empty() : Optional.of(SigningKey.read(file));
    }

    /**
     * Signs a version whose manifest was rewritten, or prints that it has to be signed again.
     *
     * @param wasSigned whether it had a signature before, which has been deleted
     */
    static void renew(ExplainerArtifact written, boolean wasSigned, Optional<SigningKey> key, PrintWriter out)
            throws IOException {
        if (key.isPresent()) {
            written.sign(key.get());
        } else if (wasSigned) {
            out.println(
                    "The signature of the previous manifest was deleted: sign the version again with 'trainer publish"
                            + " --sign-key'.");
        }
    }
}
