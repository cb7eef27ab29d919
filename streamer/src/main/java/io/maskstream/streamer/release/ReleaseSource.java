package io.maskstream.streamer.release;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where the files of a release are read from. */
@FunctionalInterface
interface ReleaseSource {

    /**
     * Opens a file.
     *
     * @param name of the file in the release's folder, with forward slashes
     * @throws IOException if it is not there, or cannot be reached
     */
    InputStream open(String name) throws IOException;

    /**
     * A location, as it stands in a release: a folder's path, or its URL with http or https.
     *
     * @param patience with a server: until it is connected, and for each of its next bytes
     * @throws IOException if the location is neither
     */
    static ReleaseSource at(String location, Duration patience) throws IOException {
        try {
            if (location.matches("(?i)https?://.+")) {
                URI folder = URI.create(location.replaceFirst("/*$", "/"));
                return name -> get(folder.resolve(relative(name)), patience);
            }
            Path folder = Path.of(location);
            return name -> Files.newInputStream(folder.resolve(name));
        } catch (IllegalArgumentException e) {
            throw new IOException("it is neither a path nor a URL", e);
        }
    }

    /** A file's name with the characters escaped that a URL has not. */
    private static URI relative(String name) throws IOException {
        try {
            return new URI(null, null, "./" + name, null);
        } catch (URISyntaxException e) {
            throw new IOException("no URL can name it", e);
        }
    }

    /** Not by {@code java.net.http}, whose timeout ends with the headers of the answer: a body could come for ever. */
    private static InputStream get(URI file, Duration patience) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) file.toURL().openConnection();
        int millis = Math.toIntExact(patience.toMillis());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setUseCaches(false);
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            connection.disconnect();
            throw new IOException("the server answers " + status);
        }
        return connection.getInputStream();
    }
}
