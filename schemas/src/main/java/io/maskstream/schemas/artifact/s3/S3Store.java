package io.maskstream.schemas.artifact.s3;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.ManifestFile;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.artifact.StagedVersion;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store of explainers in a bucket of an S3 server, {@code <prefix>/<explainer>/<version>/}. The manifest is written
 * last; a version exists once its manifest does. Objects are never overwritten, except that a signature may be renewed.
 * If several publishers try to use the same number, one of them gets it, and the others take the next number.
 */
public final class S3Store implements ExplainerStore {

    private static final Pattern MANIFEST_OF_VERSION =
            Pattern.compile("([1-9][0-9]{0,8})/" + Pattern.quote(ExplainerArtifact.MANIFEST));

    private final S3Url root;
    private final S3Objects objects;
    private final Clock clock;

    public S3Store(S3Url root, S3Objects objects) {
        this.root = root;
        this.objects = objects;
        this.clock = Clock.systemUTC();
    }

    @Override
    public List<String> explainers() {
        try {
            return objects.folders(root).stream()
                    .filter(name -> !name.startsWith(".") && !versions(name).isEmpty())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public List<Integer> versions(String explainer) {
        try {
            return objects.names(root.below(explainer)).stream()
                    .map(MANIFEST_OF_VERSION::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> Integer.valueOf(matcher.group(1)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InvalidArtifactException unreadable(IOException e) {
        return new InvalidArtifactException("The store " + root + " cannot be read: " + e.getMessage() + ".", e);
    }

    @Override
    public String location(String explainer, int version) {
        return place(explainer, version).toString();
    }

    private S3Url place(String explainer, int version) {
        return root.below(explainer).below(Integer.toString(version));
    }

    @Override
    public StoredVersion add(Manifest draft, ArtifactStore.ContentWriter content, Optional<SigningKey> key) {
        try {
            Path temporary = Files.createTempDirectory("maskstream-publishing-");
            try {
                StagedVersion staged = StagedVersion.write(temporary.resolve("version"), draft, content, clock);
                List<Integer> versions = versions(draft.name());
                int next = versions.isEmpty() ? 1 : versions.get(versions.size() - 1) + 1;
                while (true) {
                    ExplainerArtifact artifact = staged.numbered(next, key);
                    if (upload(artifact)) {
                        return stored(artifact);
                    }
                    next++;
                }
            } finally {
                StagedVersion.delete(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot publish the explainer " + draft.name() + " into " + root + " (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Uploads a version from a local folder under its own number. If this store already has the version, only a
     * different signature is renewed.
     *
     * @throws InvalidArtifactException if the store has a different or incomplete version of that number
     * @throws IOException if the store cannot be read or written; the message says why
     */
    public StoredVersion push(ExplainerArtifact artifact) throws IOException {
        if (!upload(artifact)) {
            Manifest manifest = artifact.manifest();
            throw new InvalidArtifactException(
                    "Version " + manifest.version() + " of " + manifest.name() + " in " + root
                            + " differs from this one, or is incomplete because its publisher was"
                            + " stopped: publish this one under another number, or delete "
                            + location(manifest.name(), manifest.version()) + " there.");
        }
        return stored(artifact);
    }

    private StoredVersion stored(ExplainerArtifact artifact) {
        Manifest manifest = artifact.manifest();
        return new StoredVersion(manifest, artifact.digest(), location(manifest.name(), manifest.version()));
    }

    /** @return false if the store has a different object under this number */
    private boolean upload(ExplainerArtifact artifact) throws IOException {
        S3Url place = place(artifact.manifest().name(), artifact.manifest().version());
        Optional<String> there = digest(place.below(ExplainerArtifact.MANIFEST));
        if (there.isPresent()) {
            boolean same = there.get().equals(artifact.digest());
            if (same && artifact.isSigned()) {
                renewSignature(place, artifact);
            }
            return same;
        }
        // A fixed order: of two concurrent publishers, the one that writes the first differing file gets the number.
        for (String name : new TreeSet<>(artifact.manifest().files().keySet())) {
            String digest = artifact.manifest().files().get(name);
            if (!uploaded(place.below(name), artifact.folder().resolve(name), digest)) {
                return false;
            }
        }
        if (artifact.isSigned()) {
            Path signature = artifact.folder().resolve(ExplainerArtifact.SIGNATURE);
            if (!uploaded(place.below(ExplainerArtifact.SIGNATURE), signature, Digests.sha256(signature))) {
                return false;
            }
        }
        return uploaded(
                place.below(ExplainerArtifact.MANIFEST),
                artifact.folder().resolve(ExplainerArtifact.MANIFEST),
                artifact.digest());
    }

    private void renewSignature(S3Url place, ExplainerArtifact artifact) throws IOException {
        Path signature = artifact.folder().resolve(ExplainerArtifact.SIGNATURE);
        S3Url object = place.below(ExplainerArtifact.SIGNATURE);
        if (!digest(object).equals(Optional.of(Digests.sha256(signature)))) {
            objects.put(object, signature);
        }
    }

    private boolean uploaded(S3Url object, Path file, String digest) throws IOException {
        return objects.putIfAbsent(object, file) || digest(object).equals(Optional.of(digest));
    }

    /** Returns the digest of an object; empty if it does not exist. */
    private Optional<String> digest(S3Url object) throws IOException {
        MessageDigest digest = Digests.sha256Digest();
        try (InputStream in = new DigestInputStream(objects.open(object), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public Manifest manifest(String explainer, int version) {
        S3Url object = place(explainer, version).below(ExplainerArtifact.MANIFEST);
        try (InputStream in = objects.open(object)) {
            byte[] content = in.readNBytes(ExplainerArtifact.LARGEST_MANIFEST + 1);
            return ManifestFile.read(object.toString(), content);
        } catch (IOException e) {
            throw new InvalidArtifactException(
                    "The manifest " + object + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public ExplainerArtifact open(String explainer, int version, Path copies) {
        S3Url place = place(explainer, version);
        try {
            Path file = copies.resolve(ExplainerArtifact.MANIFEST);
            copy(place.below(ExplainerArtifact.MANIFEST), file, ExplainerArtifact.LARGEST_MANIFEST);
            Manifest manifest = ManifestFile.read(file, Files.readAllBytes(file));
            for (String name : manifest.files().keySet()) {
                copy(place.below(name), ExplainerArtifact.fileIn(copies, name), Long.MAX_VALUE);
            }
            copySignature(place.below(ExplainerArtifact.SIGNATURE), copies.resolve(ExplainerArtifact.SIGNATURE));
            if (!manifest.name().equals(explainer) || manifest.version() != version) {
                throw new InvalidArtifactException(
                        "The manifest in " + place + " is that of " + manifest.name() + " " + manifest.version() + ".");
            }
            return ExplainerArtifact.open(copies);
        } catch (IOException e) {
            throw new InvalidArtifactException(
                    "The explainer in " + place + " cannot be read: " + e.getMessage() + ".", e);
        } catch (InvalidArtifactException e) {
            // The copy will be deleted, so the message names its source instead.
            throw new InvalidArtifactException(e.getMessage().replace(copies.toString(), place.toString()), e);
        }
    }

    private void copySignature(S3Url object, Path file) throws IOException {
        try {
            copy(object, file, ExplainerArtifact.LARGEST_SIGNATURE);
        } catch (FileNotFoundException e) {
            Files.deleteIfExists(file);
        }
    }

    private void copy(S3Url object, Path file, long most) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = objects.open(object)) {
            byte[] chunk = new byte[1 << 16];
            long count = 0;
            try (OutputStream out = Files.newOutputStream(file)) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    count += read;
                    if (count > most) {
                        throw new IOException(object + " has more than " + most + " bytes");
                    }
                    out.write(chunk, 0, read);
                }
            }
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
