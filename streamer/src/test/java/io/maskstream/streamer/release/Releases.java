package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerRelease;
import java.util.List;

/** Releases as the trainer announces them. */
public final class Releases {

    private Releases() {}

    /** Returns the release of a version in a store, at its folder. */
    public static ExplainerRelease of(ExplainerArtifact artifact) {
        return of(artifact, artifact.folder().toString());
    }

    /** Returns the release of a version at another location. */
    public static ExplainerRelease of(ExplainerArtifact artifact, String location) {
        return new ExplainerRelease(
                artifact.manifest().name(),
                artifact.manifest().version(),
                location,
                artifact.digest(),
                artifact.manifest().frozenModel().sha256(),
                List.of());
    }

    /** Returns the value on the topic. */
    public static byte[] value(ExplainerRelease release) {
        return AvroCodec.singleObject(ExplainerRelease.class).encode(release);
    }
}
