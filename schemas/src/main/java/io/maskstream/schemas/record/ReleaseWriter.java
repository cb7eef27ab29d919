package io.maskstream.schemas.record;

/**
 * Releases to topic values, in Avro's single-object encoding. One that overrides nothing is written by the schema before
 * there was the field {@code despite}, so that streamers that know no other go on taking releases up. What overrides a
 * condition they must not take up unseen, and do not. Safe for use by several threads.
 */
public final class ReleaseWriter {

    private final AvroCodec<ExplainerRelease> present = AvroCodec.singleObject(ExplainerRelease.class);

    private final AvroCodec<ExplainerRelease> former = AvroCodec.singleObject(
            ExplainerRelease.class, FormerSchemas.read("ExplainerRelease", FormerSchemas.RELEASE_WITHOUT_DESPITE));

    /** The release as a topic value. */
    public byte[] write(ExplainerRelease release) {
        return (release.getDespite().isEmpty() ? former : present).encode(release);
    }
}
