package io.maskstream.schemas.artifact.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket of an S3 server.
 *
 * @param bucket its name
 * @param prefix of the keys of all objects there, without a slash at either end; empty for the whole bucket
 */
public record S3Url(String bucket, String prefix) {

    private static final String SCHEME = "s3://";

    /** A bucket's name as S3 has it, and maybe names with slashes between them; neither "." nor ".." is one. */
    private static final Pattern URL = Pattern.compile(
            "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9!_.*'()=@+-]+)*)/*");

    private static final int LONGEST_KEY = 1024;

    /** Whether a location is meant to be one. */
    public static boolean isMeant(String location) {
        return location.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads {@code s3://bucket/prefix}.
     *
     * @throws IllegalArgumentException if it is none; the message is a clause such as "must be ..."
     */
    public static S3Url of(String location) {
        Matcher matcher = URL.matcher(location);
        if (location.length() > LONGEST_KEY || !matcher.matches()) {
            throw new IllegalArgumentException("must be s3://BUCKET or s3://BUCKET/PREFIX, with plain names");
        }
        return new S3Url(matcher.group(1), matcher.group(2).replaceFirst("^/", ""));
    }

    /** A place or an object below. */
    public S3Url below(String name) {
        return new S3Url(bucket, prefix.isEmpty() ? name : prefix + "/" + name);
    }

    /** Whether another place is this one, or below it. */
    public boolean holds(S3Url other) {
        return bucket.equals(other.bucket)
                && (prefix.isEmpty() || other.prefix.equals(prefix) || other.prefix.startsWith(prefix + "/"));
    }

    /** The place that this one is directly below; the bucket is below itself. */
    public S3Url parent() {
        return new S3Url(bucket, prefix.substring(0, Math.max(0, prefix.lastIndexOf('/'))));
    }

    /** The last part of the prefix. */
    public String name() {
        return prefix.substring(prefix.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
