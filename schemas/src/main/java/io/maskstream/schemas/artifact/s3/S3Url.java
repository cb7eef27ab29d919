package io.maskstream.schemas.artifact.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A location in a bucket of an S3 server.
 *
 * @param bucket name of the bucket
 * @param prefix prefix of the keys of all objects there, without a slash at either end; empty for the whole bucket
 */
public record S3Url(String bucket, String prefix) {

    private static final String SCHEME = "s3://";

    /** A valid S3 bucket name and optionally path segments, excluding "." and "..". */
    private static final Pattern URL = Pattern.compile(
            "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9!_.*'()=@+-]+)*)/*");

    private static final int LONGEST_KEY = 1024;

    /** Returns whether a location starts with {@code s3://}, in upper or lower case. */
    public static boolean isMeant(String location) {
        return location.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads {@code s3://bucket/prefix}.
     *
     * @throws IllegalArgumentException if the URL is malformed; the message is a clause such as "must be ..."
     */
    public static S3Url of(String location) {
        Matcher matcher = URL.matcher(location);
        if (location.length() > LONGEST_KEY || !matcher.matches()) {
            throw new IllegalArgumentException("must be s3://BUCKET or s3://BUCKET/PREFIX, with plain names");
        }
        return new S3Url(matcher.group(1), matcher.group(2).replaceFirst("^/", ""));
    }

    /** Returns a location or an object below this one. */
    public S3Url below(String name) {
        return new S3Url(bucket, prefix.isEmpty() ? name : prefix + "/" + name);
    }

    /** Returns whether another location is equal to this one or below it. */
    public boolean holds(S3Url other) {
        return bucket.equals(other.bucket)
                && (prefix.isEmpty() || other.prefix.equals(prefix) || other.prefix.startsWith(prefix + "/"));
    }

    /** Returns the parent location; the parent of a bucket is the bucket itself. */
    public S3Url parent() {
        return new S3Url(bucket, prefix.substring(0, Math.max(0, prefix.lastIndexOf('/'))));
    }

    /** Returns the last segment of the prefix. */
    public String name() {
        return prefix.substring(prefix.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
