package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.artifact.StagedVersion;
import io.maskstream.schemas.artifact.s3.ExplainerStores;
import io.maskstream.schemas.artifact.s3.S3Store;
import io.maskstream.schemas.artifact.s3.S3Url;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Parameters;

/** The parameter that names an explainer in a folder or in a bucket. */
final class ExplainerPlace {

    private static final Logger LOG = LoggerFactory.getLogger(ExplainerPlace.class);

    @Parameters(
            index = "0",
            paramLabel = "EXPLAINER",
            description = "Folder or S3 URL of an explainer in its store, or of one of its versions: explainers/mine,"
                    + " explainers/mine/3, or s3://bucket/explainers/mine/3. Default: the highest version.")
    String place;

    /**
     * A version whose files have been verified.
     *
     * @param store store of the version
     * @param artifact artifact in the folder of the store, or a copy of it
     * @param location location for a release
     * @param copy temporary folder to delete; null if there is none
     */
    record Opened(ExplainerStore store, ExplainerArtifact artifact, String location, Path copy)
            implements AutoCloseable {

        /** Signs the version in its store. */
        void sign(SigningKey key) throws IOException {
            artifact.sign(key);
            if (store instanceof S3Store bucket) {
                bucket.push(artifact);
            }
        }

        @Override
        public void close() {
            try {
                if (copy != null) {
                    StagedVersion.delete(copy);
                }
            } catch (IOException e) {
                LOG.warn("The temporary folder {} could not be deleted: {}", copy, e.toString());
            }
        }
    }

    /**
     * Opens the explainer.
     *
     * @throws io.maskstream.schemas.artifact.InvalidArtifactException if there is no explainer, or it is damaged
     * @throws IOException if the S3 server cannot be accessed
     */
    Opened open() throws IOException {
        return open(place);
    }

    /** Opens the explainer at a place, like {@link #open()}. */
    static Opened open(String place) throws IOException {
        if (!S3Url.isMeant(place)) {
            ExplainerArtifact artifact = ExplainerFolder.open(Path.of(place));
            return new Opened(
                    ExplainerFolder.store(artifact),
                    artifact,
                    artifact.folder().toAbsolutePath().normalize().toString(),
                    null);
        }
        S3Url url = url(place);
        boolean isVersion = url.name().matches("[1-9][0-9]{0,8}");
        S3Url explainer = isVersion ? url.parent() : url;
        S3Store store = ExplainerStores.inBucket(explainer.parent().toString());
        String name = explainer.name();
        int version = isVersion ? Integer.parseInt(url.name()) : store.latest(name);
        Path copy = Files.createTempDirectory("maskstream-checked-");
        try {
            return new Opened(store, store.open(name, version, copy), store.location(name, version), copy);
        } catch (RuntimeException e) {
            StagedVersion.delete(copy);
            throw e;
        }
    }

    private static S3Url url(String place) throws IOException {
        try {
            return S3Url.of(place);
        } catch (IllegalArgumentException e) {
            throw new IOException("The explainer " + place + " " + e.getMessage() + ".", e);
        }
    }
}
