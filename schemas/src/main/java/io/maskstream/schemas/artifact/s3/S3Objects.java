package io.maskstream.schemas.artifact.s3;

import io.maskstream.schemas.record.Quotes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of an S3 server. Credentials and region come from the sources that AWS' own tools use: the environment,
 * files, and the machine's role. Checksums of S3 are not needed, because artifacts contain their own digests, and not
 * every server supports them.
 */
public final class S3Objects {

    /** The server's address, as AWS' own tools read it; the property takes precedence over the variables. */
    private static final String ENDPOINT_PROPERTY = "aws.endpointUrlS3";

    private static final List<String> ENDPOINT_VARIABLES = List.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int MOST_TRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final S3Client client;

    private S3Objects(S3Client client) {
        this.client = client;
    }

    /**
     * Connects to a server.
     *
     * @param endpoint the server's address; empty for the address in the environment, or AWS if there is none
     * @param patience timeout for connections and responses
     * @throws IOException if the client cannot be configured, for example because no AWS region is set
     */
    public static S3Objects at(Optional<URI> endpoint, Duration patience) throws IOException {
        Optional<URI> server = endpoint.or(S3Objects::endpointOfEnvironment);
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(patience)
                        .socketTimeout(patience))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        // Few other servers have a host name for each bucket, and they ignore the region.
        server.ifPresent(uri -> builder.endpointOverride(uri)
                .forcePathStyle(true)
                .region(givenRegion().orElse(Region.US_EAST_1)));
        try {
            return new S3Objects(builder.build());
        } catch (SdkException e) {
            throw new IOException("the S3 client cannot be configured: " + reason(e), e);
        }
    }

    private static Optional<URI> endpointOfEnvironment() {
        return Stream.concat(
                        Stream.ofNullable(System.getProperty(ENDPOINT_PROPERTY)),
                        ENDPOINT_VARIABLES.stream().map(System::getenv))
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .map(URI::create);
    }

    /** Looks up the region without asking the cloud's metadata service, which takes seconds outside a cloud. */
    private static Optional<Region> givenRegion() {
        AwsRegionProvider given =
                new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());
        try {
            return Optional.ofNullable(given.getRegion());
        } catch (SdkException e) {
            return Optional.empty();
        }
    }

    /**
     * Opens an object.
     *
     * @throws FileNotFoundException if the object does not exist
     * @throws IOException if it cannot be read; the message says why
     */
    public InputStream open(S3Url object) throws IOException {
        try {
            return client.getObject(request -> request.bucket(object.bucket()).key(object.prefix()));
        } catch (SdkException e) {
            throw failed(object, e);
        }
    }

    /**
     * Writes an object unless it exists. Of several concurrent writers, exactly one succeeds.
     *
     * @return false if the object exists; it is unchanged then
     * @throws IOException if it cannot be written; the message says why
     */
    boolean putIfAbsent(S3Url object, Path content) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                put(object, content, "*");
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                // Another writer is writing the object at the moment.
                if (e.statusCode() != CONFLICT || tries == MOST_TRIES) {
                    throw failed(object, e);
                }
                pause();
            } catch (SdkException e) {
                throw failed(object, e);
            }
        }
    }

    /** Writes an object and replaces an existing one. */
    void put(S3Url object, Path content) throws IOException {
        try {
            put(object, content, null);
        } catch (SdkException e) {
            throw failed(object, e);
        }
    }

    private void put(S3Url object, Path content, String ifNoneMatch) {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.prefix())
                .ifNoneMatch(ifNoneMatch)
                .build();
        client.putObject(request, RequestBody.fromFile(content));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Returns the keys of all objects below a prefix, relative to it. */
    List<String> names(S3Url place) throws IOException {
        String prefix = place.below("").prefix();
        try {
            return client
                    .listObjectsV2Paginator(
                            request -> request.bucket(place.bucket()).prefix(prefix))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .map(key -> key.substring(prefix.length()))
                    .toList();
        } catch (SdkException e) {
            throw failed(place, e);
        }
    }

    /** Returns the names of the folders directly below a prefix. */
    List<String> folders(S3Url place) throws IOException {
        String prefix = place.below("").prefix();
        List<String> names = new ArrayList<>();
        try {
            client.listObjectsV2Paginator(request ->
                            request.bucket(place.bucket()).prefix(prefix).delimiter("/"))
                    .commonPrefixes()
                    .forEach(common -> names.add(common.prefix()
                            .substring(prefix.length(), common.prefix().length() - 1)));
            return names;
        } catch (SdkException e) {
            throw failed(place, e);
        }
    }

    private static IOException failed(S3Url place, SdkException e) {
        if (e instanceof NoSuchKeyException) {
            return new FileNotFoundException("there is no " + place);
        }
        if (e instanceof NoSuchBucketException) {
            return new IOException("there is no bucket " + place.bucket(), e);
        }
        if (e instanceof S3Exception answer && answer.awsErrorDetails() != null) {
            return new IOException(
                    "the server answers " + answer.statusCode() + " to a request for " + place + ": "
                            + Quotes.oneLine(answer.awsErrorDetails().errorCode() + ", "
                                    + answer.awsErrorDetails().errorMessage()),
                    e);
        }
        return new IOException(place + " cannot be reached: " + reason(e), e);
    }

    private static String reason(SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load region")) {
            return "no region is set; set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a server that is not AWS";
        }
        if (message.contains("Unable to load credentials")) {
            return "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the"
                    + " machine";
        }
        return Quotes.oneLine(message);
    }
}
