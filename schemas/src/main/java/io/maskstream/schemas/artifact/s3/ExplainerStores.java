package io.maskstream.schemas.artifact.s3;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Stores by where they are. */
public final class ExplainerStores {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ExplainerStores() {}

    /**
     * The store at a location.
     *
     * @param location a folder's path, or {@code s3://bucket/prefix}
     * @throws IllegalArgumentException if it is neither
     * @throws IOException if an S3 server cannot be asked; says why
     */
    public static ExplainerStore at(String location) throws IOException {
        if (!S3Url.isMeant(location)) {
            return new ArtifactStore(Path.of(location));
        }
        return inBucket(location);
    }

    /** The store at {@code s3://bucket/prefix}, as {@link #at} gives it. */
    public static S3Store inBucket(String location) throws IOException {
        return new S3Store(url(location), S3Objects.at(Optional.<URI>empty(), PATIENCE));
    }

    private static S3Url url(String location) {
        try {
            return S3Url.of(location);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The store " + location + " " + e.getMessage() + ".", e);
        }
    }
}
