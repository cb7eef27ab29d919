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

/** The explainer that a command is about, in a folder or in a bucket. */
final class ExplainerPlace {

    private static final Logger LOG = LoggerFactory.getLogger(ExplainerPlace.class);

    @Parameters(
            index = "0",
            paramLabel = "EXPLAINER",
            description = "Folder of an explainer in its store, or of one of its versions, or its place in a bucket:"
                    + " explainers/mine, explainers/mine/3, or s3://bucket/explainers/mine/3. Without a version the highest is"
                    + " meant.")
    String place;

    /**
     * A version that was found to be whole.
     *
     * @param store that it is in
     * @param artifact in the store's folder, or a copy of it
     * @param location as it stands in a release
     * @param copy folder to be deleted; null where there is none
     */
    record Opened(ExplainerStore store, ExplainerArtifact artifact, String location, Path copy)
            implements AutoCloseable {

        /** Signs it where it is. */
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
                LOG.warn("The temporary folder {} is not deleted: {}", copy, e.toString());
            }
        }
    }

    /**
     * Opens it.
     *
     * @throws io.maskstream.schemas.artifact.InvalidArtifactException if there is none, or it is damaged
     * @throws IOException if there is no way to ask an S3 server
     */
    Opened open() throws IOException {
        if (!S3Url.isMeant(place)) {
            ExplainerArtifact artifact = ExplainerFolder.open(Path.of(place));
            return new Opened(
                    ExplainerFolder.store(artifact),
                    artifact,
                    artifact.folder().toAbsolutePath().normalize().toString(),
                    null);
        }
        S3Url url = url();
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

    private S3Url url() throws IOException {
        try {
            return S3Url.of(place);
        } catch (IllegalArgumentException e) {
            throw new IOException("The explainer " + place + " " + e.getMessage() + ".", e);
        }
    }
}
