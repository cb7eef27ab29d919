package io.maskstream.streamer.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders that no other user can read or write, each gone when it is closed. They lie in one folder of this user in that
 * for temporary files. Beside each lies a lock, which the system lets go of when a process dies, however that ends: folders
 * without a living owner are swept when the next is made.
 */
final class PrivateFolders {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFolders.class);

    private static final String LOCK = ".lock";

    private final Path parent;

    /**
     * Names of this process's folders begin so. Its own locks are never opened again: closing them would let go of them.
     * The number alone would not do, for in a container each process may have the same.
     */
    private final String own;

    /** Folders in one that is named after the user. */
    PrivateFolders(Path temporary) {
        this.parent = temporary.resolve(
                "maskstream-releases-" + System.getProperty("user.name").replaceAll("\\W", "_"));
        ProcessHandle process = ProcessHandle.current();
        this.own = process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L) + "-";
    }

    /** One of them. */
    static final class PrivateFolder implements AutoCloseable {

        private final Path path;
        private final Path lockFile;
        private final FileChannel lock;

        private PrivateFolder(Path path, Path lockFile, FileChannel lock) {
            this.path = path;
            this.lockFile = lockFile;
            this.lock = lock;
        }

        Path path() {
            return path;
        }

        @Override
        public void close() {
            try (lock) {
                delete(path);
                Files.deleteIfExists(lockFile);
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("The temporary folder {} could not be deleted: {}", path, e.toString());
            }
        }
    }

    /**
     * Makes one, and deletes those whose owners are dead.
     *
     * @throws IOException if that cannot be, or somebody else holds the place of these folders
     */
    PrivateFolder create() throws IOException {
        makeParent();
        sweep();
        while (true) {
            String name = own + UUID.randomUUID();
            Path lockFile = parent.resolve(name + LOCK);
            FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                // Somebody who sweeps may just have found it without an owner, and deletes it.
                if (lock.tryLock() != null && Files.exists(lockFile)) {
                    Path path = Files.createDirectory(parent.resolve(name), ownerOnly(parent));
                    return new PrivateFolder(path, lockFile, lock);
                }
                lock.close();
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        }
    }

    private void makeParent() throws IOException {
        try {
            Files.createDirectories(parent.getParent());
            Files.createDirectory(parent, ownerOnly(parent.getParent()));
        } catch (FileAlreadyExistsException e) {
            boolean mine = Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(parent, LinkOption.NOFOLLOW_LINKS).equals(owner());
            if (!mine) {
                throw new IOException(parent + " belongs to another user; delete it, or set -Djava.io.tmpdir", e);
            }
            if (isPosix(parent)) {
                Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** Of what this process makes. */
    private UserPrincipal owner() throws IOException {
        Path probe = Files.createTempFile(parent.getParent(), "maskstream", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private void sweep() throws IOException {
        List<Path> entries;
        try (Stream<Path> children = Files.list(parent)) {
            entries = children.filter(child -> !child.getFileName().toString().startsWith(own))
                    .toList();
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            Path lockFile = name.endsWith(LOCK) ? entry : parent.resolve(name + LOCK);
            try (FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.tryLock()) {
                if (held != null) {
                    delete(lockFile.resolveSibling(
                            lockFile.getFileName().toString().replaceFirst("\\.lock$", "")));
                    Files.deleteIfExists(lockFile);
                }
            } catch (OverlappingFileLockException | IOException | UncheckedIOException e) {
                LOG.debug("The temporary folder {} is left", entry, e);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path place) {
        return isPosix(place)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
