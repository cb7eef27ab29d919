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
 * Folders that no other user can read or write; each is deleted when it is closed. They are in one folder of this user
 * in the folder for temporary files. Beside each there is a lock file, whose lock the system releases when the process
 * ends in any way. Folders without a live owner are deleted when the next folder is created.
 */
final class PrivateFolders {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFolders.class);

    private static final String LOCK = ".lock";

    private final Path parent;

    /**
     * Prefix of this process's folders. Its own locks are never opened again, because closing them would release them.
     * The process id alone would not be unique, since processes in different containers may have the same id.
     */
    private final String own;

    /** Puts folders into a folder that is named after the user. */
    PrivateFolders(Path temporary) {
        this.parent = temporary.resolve(
                "maskstream-releases-" + System.getProperty("user.name").replaceAll("\\W", "_"));
        ProcessHandle process = ProcessHandle.current();
        this.own = process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L) + "-";
    }

    /** One such folder. */
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
     * Creates a folder, and deletes those whose owners are dead.
     *
     * @throws IOException if that fails, or the parent folder belongs to another user
     */
    PrivateFolder create() throws IOException {
        makeParent();
        sweep();
        while (true) {
            String name = own + UUID.randomUUID();
            Path lockFile = parent.resolve(name + LOCK);
            FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                // Another process that cleans up may just have found the file without an owner and deleted it.
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

    /** Returns the owner of files that this process creates. */
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
                LOG.debug("The temporary folder {} is not deleted", entry, e);
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
