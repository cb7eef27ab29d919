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
 * Where explainers may come from, and whose signature they must have. Whoever writes to the topic of releases chooses their
 * locations, and could otherwise have this process read any file and call any server that it reaches.
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
     * Allows some folders, with all that is below them, and some servers.
     *
     * @param folders need not be there yet
     * @param hosts each {@code host} or {@code host:port}; without a port, that is the usual one of http or https
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
     * The same, and some places in buckets, with all that is below them.
     *
     * @param server that has the buckets
     */
    public AllowedLocations andBuckets(List<S3Url> places, S3Objects server) {
        return new AllowedLocations(folders, hosts, List.copyOf(places), Optional.of(server), trusted);
    }

    /** The same, but whatever is taken from there, the store included, must be signed by one of these keys. */
    public AllowedLocations signedBy(TrustedKeys keys) {
        return new AllowedLocations(folders, hosts, buckets, objects, Optional.of(keys));
    }

    /** The keys, one of which must have signed whatever is taken; empty where nothing need be signed. */
    Optional<TrustedKeys> trusted() {
        return trusted;
    }

    /** Allows folders alone. */
    public static AllowedLocations ofFolders(Path... folders) {
        return new AllowedLocations(List.of(folders), List.of());
    }

    /**
     * A folder that a location names, without links and detours.
     *
     * @throws ReleaseRefusedException if it is in none of the allowed ones
     * @throws IOException if there is no such folder within an allowed one
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
     * A file, without links and detours.
     *
     * @throws ReleaseRefusedException if it is in none of the allowed folders
     * @throws IOException if there is no such file
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
            // Whether there is something elsewhere is nobody's business.
            if (roots.stream().noneMatch(plain::startsWith)) {
                throw notAllowed();
            }
            throw new NoSuchFileException(plain.toString(), null, "is not there, or cannot be reached");
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
     * Where an S3 URL leads.
     *
     * @throws ReleaseRefusedException if it is none, or in none of the allowed places
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
     * The folder that a URL of http or https names.
     *
     * @throws ReleaseRefusedException if it is none, or its host and port are not allowed
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
