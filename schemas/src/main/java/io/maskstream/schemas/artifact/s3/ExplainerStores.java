package io.maskstream.schemas.artifact.s3;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Opens stores by location. */
public final class ExplainerStores {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ExplainerStores() {}

    /**
     * Returns the store at a location.
     *
     * @param location a folder's path, or {@code s3://bucket/prefix}
     * @throws IllegalArgumentException if the location is a malformed URL
     * @throws IOException if the S3 client cannot be configured; the message says why
     */
    public static ExplainerStore at(String location) throws IOException {
        if (!S3Url.isMeant(location)) {
            return new ArtifactStore(Path.of(location));
        }
        return inBucket(location);
    }

    /** Returns the store at {@code s3://bucket/prefix}; see {@link #at}. */
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
