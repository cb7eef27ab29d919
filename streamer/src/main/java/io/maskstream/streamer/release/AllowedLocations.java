package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.TrustedKeys;
import io.maskstream.schemas.artifact.s3.S3Objects;
import io.maskstream.schemas.artifact.s3.S3Url;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where explainers may come from, and whose signature they need. Whoever writes to the releases topic chooses these
 * locations, and could otherwise make this process read any file and call any server within its reach.
 */
public final class AllowedLocations {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final List<Path> folders;
    private final Set<String> hosts;
    private final List<S3Url> buckets;
    private final Optional<S3Objects> objects;
    private final Optional<TrustedKeys> trusted;

    /**
     * Allows some folders with everything below them, and some servers.
     *
     * @param folders folders, which need not exist yet
     * @param hosts each {@code host} or {@code host:port}; without a port, the default port of http or https is meant
     */
    public AllowedLocations(List<Path> folders, List<String> hosts) {
        this(
                List.copyOf(folders),
                hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private AllowedLocations(
            List<Path> folders,
            Set<String> hosts,
            List<S3Url> buckets,
            Optional<S3Objects> objects,
            Optional<TrustedKeys> trusted) {
        this.folders = folders;
        this.hosts = hosts;
        this.buckets = buckets;
        this.objects = objects;
        this.trusted = trusted;
    }

    /**
     * Returns these locations and some places in buckets, with everything below them.
     *
     * @param server the server with the buckets
     */
    public AllowedLocations andBuckets(List<S3Url> places, S3Objects server) {
        return new AllowedLocations(folders, hosts, List.copyOf(places), Optional.of(server), trusted);
    }

    /**
     * Returns the same locations, but everything that comes from them, including the store, must be signed by one of
     * these keys.
     */
    public AllowedLocations signedBy(TrustedKeys keys) {
        return new AllowedLocations(folders, hosts, buckets, objects, Optional.of(keys));
    }

    /** Returns the keys, one of which must have signed every explainer; empty if no signature is needed. */
    Optional<TrustedKeys> trusted() {
        return trusted;
    }

    /** Allows only folders. */
    public static AllowedLocations ofFolders(Path... folders) {
        return new AllowedLocations(List.of(folders), List.of());
    }

    /**
     * Resolves the folder of a location, with links followed.
     *
     * @throws ReleaseRefusedException if it is outside the allowed folders
     * @throws IOException if an allowed folder does not contain it
     */
    Path folder(String location) throws IOException {
        Path folder;
        try {
            folder = Path.of(location);
        } catch (InvalidPathException e) {
            throw new ReleaseRefusedException(Reason.NOT_ALLOWED, "its location is neither a path nor a URL", e);
        }
        return real(folder, folder.toAbsolutePath().normalize());
    }

    /**
     * Resolves a file, with links followed.
     *
     * @throws ReleaseRefusedException if it is outside the allowed folders
     * @throws IOException if it does not exist
     */
    Path file(Path file) throws IOException {
        return real(file, file);
    }

    private Path real(Path path, Path plain) throws IOException {
        List<Path> roots = roots();
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            // Does not reveal whether anything exists elsewhere.
            if (roots.stream().noneMatch(plain::startsWith)) {
                throw notAllowed();
            }
            throw new NoSuchFileException(plain.toString(), null, "does not exist or cannot be reached");
        }
        if (roots.stream().noneMatch(real::startsWith)) {
            throw notAllowed();
        }
        return real;
    }

    private List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        for (Path folder : folders) {
            try {
                roots.add(folder.toRealPath());
            } catch (IOException e) {
                roots.add(folder.toAbsolutePath().normalize());
            }
        }
        return roots;
    }

    private static ReleaseRefusedException notAllowed() {
        return new ReleaseRefusedException(
                Reason.NOT_ALLOWED,
                "it is outside the folders that releases may come from (explainer.store and"
                        + " releases.allowed.folders)");
    }

    /**
     * Returns the source that an S3 URL leads to.
     *
     * @throws ReleaseRefusedException if it is not an S3 URL, or not in an allowed place
     */
    ReleaseSource bucket(String location) {
        S3Url folder;
        try {
            folder = S3Url.of(location);
        } catch (IllegalArgumentException e) {
            throw new ReleaseRefusedException(Reason.NOT_ALLOWED, "its location " + e.getMessage(), e);
        }
        if (objects.isEmpty() || buckets.stream().noneMatch(bucket -> bucket.holds(folder))) {
            throw notAllowed();
        }
        S3Objects server = objects.get();
        return name -> server.open(folder.below(name));
    }

    /**
     * Returns the folder that an http or https URL names.
     *
     * @throws ReleaseRefusedException if it is not such a URL, or its host and port are not allowed
     */
    URI url(String location) {
        URI url;
        try {
            url = new URI(location.replaceFirst("/*$", "/"));
        } catch (URISyntaxException e) {
            throw new ReleaseRefusedException(Reason.NOT_ALLOWED, "its location is neither a path nor a URL", e);
        }
        if (url.getHost() == null || url.getRawAuthority().contains("@")) {
            throw new ReleaseRefusedException(
                    Reason.NOT_ALLOWED, "its URL must have a plain host, and neither user nor password");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new ReleaseRefusedException(
                    Reason.NOT_ALLOWED, "its URL must be that of a folder, without '?' and '#'");
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        int usual = url.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
        int port = url.getPort() < 0 ? usual : url.getPort();
        if (!hosts.contains(host + ":" + port) && !(port == usual && hosts.contains(host))) {
            throw new ReleaseRefusedException(
                    Reason.NOT_ALLOWED,
                    "it is at " + Quotes.shown(host + ":" + port)
                            + ", which is not one of the hosts that releases may come from (releases.allowed.hosts)");
        }
        return url;
    }
}
