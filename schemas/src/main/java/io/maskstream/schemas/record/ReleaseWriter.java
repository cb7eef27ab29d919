package io.maskstream.schemas.record;

/**
 * Writes releases as topic values in Avro's single-object encoding. A release that overrides no condition is written
 * with the schema without the field {@code despite}, so older streamers still accept it. A release that overrides a
 * condition is written with the current schema, which older streamers refuse, as they must. Thread-safe.
 */
public final class ReleaseWriter {

    private final AvroCodec<ExplainerRelease> present = AvroCodec.singleObject(ExplainerRelease.class);

    private final AvroCodec<ExplainerRelease> former = AvroCodec.singleObject(
            ExplainerRelease.class, FormerSchemas.read("ExplainerRelease", FormerSchemas.RELEASE_WITHOUT_DESPITE));

    /** Returns a release as a topic value. */
    public byte[] write(ExplainerRelease release) {
        return (release.getDespite().isEmpty() ? former : present).encode(release);
    }
}
