package io.grampus.build.copy;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.UnionEntry;
import io.grampus.os.FdInputStream;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Digests of single files: type, mode, owner, attributes, link target and content. Those of regular
 * files are remembered; what has to be read is read by several threads.
 */
final class EntryDigests implements AutoCloseable {
  private static final int CHUNK = 1 << 17;

  private final CopySource source;
  private final TreeAccess access;
  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[CHUNK]);
  private @Nullable ExecutorService readers;

  EntryDigests(CopySource source) {
    this.source = source;
    this.access = source.reader().access();
  }

  /** The digests of entries of one directory, in their order. */
  List<byte[]> of(List<UnionEntry> entries) throws IOException {
    List<Future<List<byte[]>>> pending = new ArrayList<>();
    Batches batches = new Batches(pending);
    List<Optional<byte[]>> known = new ArrayList<>();
    for (UnionEntry entry : entries) {
      Optional<byte[]> digest =
          entry.status().isRegular()
              ? source.digests().find(entry.status())
              : Optional.of(compute(entry));
      known.add(digest);
      if (digest.isEmpty()) {
        batches.add(entry);
      }
    }
    batches.submit();
    Iterator<byte[]> read = results(pending).iterator();
    List<byte[]> digests = new ArrayList<>();
    for (Optional<byte[]> digest : known) {
      digests.add(digest.orElseGet(read::next));
    }
    return digests;
  }

  /**
   * Files that one thread reads in one go: handing over a small file costs more than reading it.
   */
  private final class Batches {
    private static final int MOST_FILES = 32;
    private static final long ENOUGH = 1 << 20;

    private final List<Future<List<byte[]>>> pending;
    private List<UnionEntry> batch = new ArrayList<>();
    private long size;

    Batches(List<Future<List<byte[]>>> pending) {
      this.pending = pending;
    }

    void add(UnionEntry entry) {
      batch.add(entry);
      size += entry.status().size();
      if (batch.size() >= MOST_FILES || size >= ENOUGH) {
        submit();
      }
    }

    void submit() {
      if (!batch.isEmpty()) {
        List<UnionEntry> full = batch;
        pending.add(readers().submit(() -> computeAll(full)));
        batch = new ArrayList<>();
        size = 0;
      }
    }
  }

  private List<byte[]> computeAll(List<UnionEntry> entries) throws IOException {
    List<byte[]> digests = new ArrayList<>(entries.size());
    for (UnionEntry entry : entries) {
      digests.add(compute(entry));
    }
    return digests;
  }

  private static List<byte[]> results(List<Future<List<byte[]>>> pending) throws IOException {
    List<byte[]> digests = new ArrayList<>();
    for (Future<List<byte[]>> future : pending) {
      digests.addAll(result(future));
    }
    return digests;
  }

  private synchronized ExecutorService readers() {
    ExecutorService present = readers;
    if (present == null) {
      present =
          Executors.newFixedThreadPool(
              Runtime.getRuntime().availableProcessors(),
              work -> {
                Thread thread = new Thread(work, "hash");
                thread.setDaemon(true);
                return thread;
              });
      readers = present;
    }
    return present;
  }

  private static List<byte[]> result(Future<List<byte[]>> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private byte[] compute(UnionEntry entry) throws IOException {
    Instant started = source.digests().now();
    MessageDigest digest = Digest.sha256();
    ImageFile file = source.reader().read(entry.directory(), entry.name(), entry.status());
    add(digest, file.type().name().getBytes(StandardCharsets.US_ASCII));
    add(digest, file.permissions());
    add(digest, source.keepsOwners() ? file.owner().uid() : 0);
    add(digest, source.keepsOwners() ? file.owner().gid() : 0);
    add(digest, file.node().toString().getBytes(StandardCharsets.US_ASCII));
    file.xattrs()
        .forEach(
            (name, value) -> {
              add(digest, name.toByteArray());
              add(digest, value.toByteArray());
            });
    if (file.type() == FileType.SYMLINK) {
      add(digest, access.files().readlinkat(entry.directory(), entry.name().toByteArray()));
    } else if (file.type() == FileType.REGULAR) {
      return withContent(digest, entry, file.size(), started);
    }
    return digest.digest();
  }

  private byte[] withContent(MessageDigest digest, UnionEntry entry, long size, Instant started)
      throws IOException {
    add(digest, size);
    byte[] buffer = buffers.get();
    try (ReadAccess.Opened opened =
            access
                .readable()
                .open(entry.directory(), entry.name().toByteArray(), OpenFlags.NONBLOCK);
        FdInputStream content = new FdInputStream(access.data(), opened.fd())) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      byte[] result = digest.digest();
      FileStatus after = opened.status();
      if (after.equals(entry.status())) {
        source.digests().put(after, result, started);
      }
      return result;
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

  @Override
  public void close() {
    if (readers != null) {
      readers.shutdownNow();
    }
  }
}
