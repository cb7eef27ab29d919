package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.RegularFile;
import io.maskstream.schemas.artifact.s3.S3Url;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads the files of a release. */
@FunctionalInterface
interface ReleaseSource {

    /** Matches URLs of any scheme. */
    Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

    /**
     * Opens a file.
     *
     * @param name name of the file in the release's folder, with forward slashes
     * @throws ReleaseRefusedException if it is not in an allowed location
     * @throws java.nio.file.NoSuchFileException if it does not exist
     * @throws FileNotFoundException if a server reports that it does not exist
     * @throws IOException if it cannot be reached
     */
    InputStream open(String name) throws IOException;

    /**
     * Returns the source for the location of a release: the path of a folder, or its http, https or s3 URL.
     *
     * @param patience how long a server may take to answer
     * @throws ReleaseRefusedException if it is neither, or not an allowed location
     * @throws IOException if it is a folder that does not exist
     */
    static ReleaseSource at(String location, AllowedLocations allowed, Duration patience) throws IOException {
        if (location.regionMatches(true, 0, "http://", 0, 7) || location.regionMatches(true, 0, "https://", 0, 8)) {
            URI folder = allowed.url(location);
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(patience)
                    .build();
            return name -> get(client, folder.resolve(relative(name)), patience);
        }
        if (S3Url.isMeant(location)) {
            return allowed.bucket(location);
        }
        if (URL.matcher(location).matches()) {
            throw new ReleaseRefusedException(
                    Reason.NOT_ALLOWED, "its location must be a path, or a URL with http, https or s3");
        }
        return in(allowed.folder(location), allowed);
    }

    /** Returns the source for a location in the store. */
    static ReleaseSource stored(String location, AllowedLocations allowed) {
        return S3Url.isMeant(location) ? allowed.bucket(location) : in(Path.of(location), allowed);
    }

    /** Returns the source for a folder whose files, with links followed, are in allowed locations. */
    static ReleaseSource in(Path folder, AllowedLocations allowed) {
        return name -> RegularFile.open(allowed.file(folder.resolve(name)));
    }

    /** Escapes the characters in a file's name that a URL must not contain. */
    private static URI relative(String name) throws IOException {
        try {
            return new URI(null, null, "./" + name, null);
        } catch (URISyntaxException e) {
            throw new IOException("its name cannot be part of a URL", e);
        }
    }

    private static InputStream get(HttpClient client, URI file, Duration patience) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(file).timeout(patience).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return response.body();
            }
            response.body().close();
            if (response.statusCode() == 404) {
                throw new FileNotFoundException("the server answers 404");
            }
            throw new IOException("the server answers " + response.statusCode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
