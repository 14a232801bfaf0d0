package io.grampus.build.copy;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.UnionEntry;
import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Digests of single files: type, mode, owner, attributes, link target and content. Those of regular
 * files are remembered; what has to be read is read by several threads.
 */
final class EntryDigests implements AutoCloseable {
  private static final int CHUNK = 1 << 17;
  private static final byte[] NO_NODE = node(DeviceNumber.ZERO);

  /** A digest that may still be in the making. */
  @FunctionalInterface
  interface Pending {
    /** The digest, waiting for it. */
    byte[] get() throws IOException;
  }

  private final CopySource source;
  private final TreeAccess access;
  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[CHUNK]);
  private final FileThreads threads = new FileThreads();
  private final Batches<byte[]> batches = new Batches<>(threads);

  EntryDigests(CopySource source) {
    this.source = source;
    this.access = source.reader().access();
  }

  /** The digest of an entry, whose directory stays open until it was got. */
  Pending of(UnionEntry entry) throws IOException {
    if (!entry.status().isRegular()) {
      byte[] digest = ofUnopened(entry);
      return () -> digest;
    }
    Optional<byte[]> known = source.digests().find(entry.status());
    if (known.isPresent()) {
      return known::orElseThrow;
    }
    return batches.add(entry.status().size(), () -> ofRegular(entry))::get;
  }

  private byte[] ofUnopened(UnionEntry entry) throws IOException {
    MessageDigest digest = Digest.sha256();
    ImageFile file = source.reader().read(entry.directory(), entry.name(), entry.status());
    addMetadata(digest, file);
    if (file.type() == FileType.SYMLINK) {
      add(digest, access.files().readlinkat(entry.directory(), entry.name().toByteArray()));
    }
    return digest.digest();
  }

  private byte[] ofRegular(UnionEntry entry) throws IOException {
    Instant started = source.digests().now();
    MessageDigest digest = Digest.sha256();
    byte[] name = entry.name().toByteArray();
    try (ReadAccess.Opened opened =
        access.readable().open(entry.directory(), name, OpenFlags.NONBLOCK)) {
      List<ByteString> attributes = access.xattrs().list(opened.fd());
      ImageFile file =
          source.reader().read(entry.directory(), entry.name(), entry.status(), attributes);
      addMetadata(digest, file);
      if (file.type() != FileType.REGULAR) {
        return digest.digest(); // a placeholder of a device
      }
      add(digest, file.size());
      addContent(digest, opened, file.size());
      byte[] result = digest.digest();
      FileStatus after = opened.status();
      if (after.equals(entry.status())) {
        source.digests().put(after, result, started);
      }
      return result;
    }
  }

  private void addMetadata(MessageDigest digest, ImageFile file) {
    add(digest, file.type().name().getBytes(StandardCharsets.US_ASCII));
    add(digest, file.permissions());
    add(digest, source.keepsOwners() ? file.owner().uid() : 0);
    add(digest, source.keepsOwners() ? file.owner().gid() : 0);
    add(digest, file.node().equals(DeviceNumber.ZERO) ? NO_NODE : node(file.node()));
    file.xattrs()
        .forEach(
            (name, value) -> {
              add(digest, name.toByteArray());
              add(digest, value.toByteArray());
            });
  }

  private static byte[] node(DeviceNumber number) {
    return number.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A file that grows meanwhile is known by its status afterwards: what is added is not read. */
  private void addContent(MessageDigest digest, ReadAccess.Opened opened, long size)
      throws IOException {
    byte[] buffer = buffers.get();
    long left = size;
    while (left > 0) {
      int wanted = (int) Math.min(left, buffer.length);
      int count = access.data().read(opened.fd(), buffer, 0, wanted);
      if (count == 0) {
        return;
      }
      digest.update(buffer, 0, count);
      left -= count;
    }
  }

  /** Each part with its length, so that no two lists of parts run together. */
  private static void add(MessageDigest digest, byte[] part) {
    add(digest, part.length);
    digest.update(part);
  }

  private static void add(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Drops what nobody has begun, and waits for what somebody has. */
  @Override
  public void close() {
    threads.close();
  }
}
