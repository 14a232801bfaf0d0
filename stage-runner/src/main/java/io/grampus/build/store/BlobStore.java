package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * Content by its digest: layers, configs and manifests, all in one directory. Safe for several
 * threads and processes; a blob appears whole or not at all.
 */
public final class BlobStore {
  private static final int TRIES = 50;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int BUFFER = 1 << 17;

  private final StoreLayout layout;
  private final Store store;

  BlobStore(StoreLayout layout, Store store) {
    this.layout = layout;
    this.store = store;
  }

  /** The stream to write a new blob of unknown digest to; close it in any case. */
  public BlobWriter newBlob() {
    Path temporary = store.temporaryPath();
    try {
      return new BlobWriter(this, temporary);
    } catch (IOException e) {
      throw StoreFailure.of("create a blob", temporary, e);
    }
  }

  /** Stores a small blob. */
  public Descriptor put(byte[] content, String mediaType) {
    Digest digest = Digest.of(content);
    if (!has(digest)) {
      try (BlobWriter writer = newBlob()) {
        writer.write(content);
        writer.commit(mediaType);
      } catch (IOException e) {
        throw StoreFailure.of("write a blob", layout.blob(digest), e);
      }
    }
    return Descriptor.of(mediaType, digest, content.length);
  }

  /**
   * Stores a blob that streams by, in flat memory. The caller closes the stream.
   *
   * @throws IOException from reading the stream; failures of the store are GrampusExceptions
   */
  public Descriptor put(InputStream content, String mediaType) throws IOException {
    try (BlobWriter writer = newBlob()) {
      content.transferTo(writer);
      return writer.commit(mediaType);
    }
  }

  /**
   * Stores a blob whose digest and size were promised.
   *
   * @throws GrampusException {@code digest-mismatch} where it is not what was promised
   * @throws IOException from reading the stream
   */
  public void put(InputStream content, Descriptor expected) throws IOException {
    try (BlobWriter writer = newBlob()) {
      content.transferTo(writer);
      writer.expect(expected);
      writer.commit(expected.mediaType());
    }
  }

  /**
   * Whether the blob is here. If so it counts as used now, so that no prune takes it away while
   * this process lives.
   */
  public boolean has(Digest digest) {
    store.beginLease();
    return StoreLock.holding(layout.lock(), () -> touch(digest));
  }

  private boolean touch(Digest digest) {
    Path blob = layout.blob(digest);
    try {
      // The real time whatever a build pretends: leases are compared with it.
      Files.setLastModifiedTime(blob, FileTime.from(Instant.now()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw StoreFailure.of("use a blob", blob, e);
    }
  }

  /**
   * Whether the blob is here, without keeping it: for reports, and stores that cannot be written.
   */
  public boolean exists(Digest digest) {
    return Files.isRegularFile(layout.blob(digest));
  }

  /**
   * The size in bytes.
   *
   * @throws GrampusException {@code blob-missing}
   */
  public long size(Digest digest) {
    try {
      return Files.size(layout.blob(digest));
    } catch (IOException e) {
      throw unreadable(digest, e);
    }
  }

  /**
   * Opens a blob; the caller closes it. The content is not verified: {@link #verify} does.
   *
   * @throws GrampusException {@code blob-missing}
   */
  public InputStream open(Digest digest) {
    try {
      return Files.newInputStream(layout.blob(digest));
    } catch (IOException e) {
      throw unreadable(digest, e);
    }
  }

  /**
   * Reads a small blob whole and verifies it. skopeo writes a manifest once more that is here
   * already, in place, so that another build may find it cut off for a moment: it is read again.
   *
   * @throws GrampusException {@code blob-missing} or {@code digest-mismatch}
   */
  public byte[] read(Digest digest) {
    byte[] content = readOnce(digest);
    for (int tries = 1; tries < TRIES && !digest.equals(Digest.of(content)); tries++) {
      LockSupport.parkNanos(PAUSE.toNanos());
      content = readOnce(digest);
    }
    requireSame(digest, Digest.of(content));
    return content;
  }

  private byte[] readOnce(Digest digest) {
    try (InputStream in = open(digest)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(digest, e);
    }
  }

  /**
   * Computes the digest of a stored blob again.
   *
   * @throws GrampusException {@code blob-missing} or {@code digest-mismatch}
   */
  public void verify(Digest digest) {
    MessageDigest computation = Digest.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = open(digest)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        computation.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw unreadable(digest, e);
    }
    requireSame(digest, Digest.finish(computation));
  }

  /** Where a blob lies, for programs that need a file. It must not be changed. */
  public Path path(Digest digest) {
    return layout.blob(digest);
  }

  /** Makes blobs that another program wrote here reach the disk. */
  public void sync(Iterable<Digest> digests) {
    for (Digest digest : digests) {
      try {
        Durable.sync(layout.blob(digest));
      } catch (IOException e) {
        throw unreadable(digest, e);
      }
    }
  }

  /** Gives a finished temporary file its place; drops it where the same blob is here already. */
  void adopt(Path temporary, Digest digest) throws IOException {
    Path blob = layout.blob(digest);
    StoreLock.<Boolean, IOException>holding(
        layout.lock(),
        () -> {
          boolean isHere = Files.isRegularFile(blob) && Files.size(blob) == Files.size(temporary);
          if (isHere) {
            Files.delete(temporary);
            touch(digest);
          } else {
            Durable.rename(temporary, blob);
          }
          return isHere;
        });
  }

  static void requireSame(Digest expected, Digest actual) {
    if (!expected.equals(actual)) {
      throw new GrampusException(
          "digest-mismatch",
          "the content of blob " + expected + " has the digest " + actual,
          "it was damaged on its way or on disk; remove the image and pull or build it again");
    }
  }

  private GrampusException unreadable(Digest digest, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new GrampusException(
          "blob-missing",
          "the store at " + layout.root() + " has no blob " + digest,
          "pull or build the image again",
          cause);
    }
    return StoreFailure.of("read a blob", layout.blob(digest), cause);
  }
}
