package io.grampus.build.copy;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import io.grampus.os.ByteString;
import io.grampus.os.FdInputStream;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The digest of everything that a copy would take: names, types, modes, owners, attributes, link
 * targets and content, but no times, so that a fresh checkout of the same files counts as the same.
 */
public final class SourceFingerprint {
  private static final int CHUNK = 1 << 17;

  private final CopySource source;
  private final CopyRequest request;
  private final Filter filter;
  private final TreeAccess access;
  private final MessageDigest digest = Digest.sha256();
  private final byte[] buffer = new byte[CHUNK];

  /** The fingerprint of what the request takes from the source. */
  public SourceFingerprint(CopySource source, CopyRequest request) {
    this.source = source;
    this.request = request;
    this.filter = new Filter(source.ignored(), request.exclude());
    this.access = source.reader().access();
  }

  /**
   * Reads all of it.
   *
   * @throws CopyException as the copy itself would
   */
  public Digest compute() {
    for (String word : request.sources()) {
      add(word.getBytes(StandardCharsets.UTF_8));
      try {
        for (ByteString path : new SourceFinder(source).find(word)) {
          add(path.toByteArray());
          addPath(path);
        }
      } catch (IOException e) {
        throw CopyException.unreadable(word, e);
      }
    }
    return Digest.finish(digest);
  }

  /** Reads all that is at one path, which is none of the request's. */
  Digest computeAt(ByteString path) throws IOException {
    addPath(path);
    return Digest.finish(digest);
  }

  private void addPath(ByteString path) throws IOException {
    try (Resolution found = source.view().resolve(path, true)) {
      if (found instanceof Resolution.File file) {
        addEntry(file.entry());
      } else if (found instanceof Resolution.Directory directory) {
        addContents(directory.directory(), filter.start(directory.path()));
      }
    }
  }

  private void addContents(UnionDirectory directory, Filter.Place place) throws IOException {
    for (UnionEntry entry : directory.list()) {
      Filter.Place child = filter.child(place, entry.name());
      if (!child.isLeftOut()) {
        add(child.below().toByteArray());
        addEntry(entry);
      }
      if (entry.status().isDirectory() && !(child.isLeftOut() && filter.canPrune(child))) {
        try (UnionDirectory below = directory.open(entry)) {
          addContents(below, child);
        }
      }
    }
  }

  private void addEntry(UnionEntry entry) throws IOException {
    ImageFile file = source.reader().read(entry.directory(), entry.name(), entry.status());
    add(file.type().name().getBytes(StandardCharsets.US_ASCII));
    add(file.permissions());
    add(source.keepsOwners() ? file.owner().uid() : 0);
    add(source.keepsOwners() ? file.owner().gid() : 0);
    add(file.node().toString().getBytes(StandardCharsets.US_ASCII));
    file.xattrs()
        .forEach(
            (name, value) -> {
              add(name.toByteArray());
              add(value.toByteArray());
            });
    if (file.type() == FileType.SYMLINK) {
      add(access.files().readlinkat(entry.directory(), entry.name().toByteArray()));
    } else if (file.type() == FileType.REGULAR) {
      addContent(entry, file.size());
    }
  }

  private void addContent(UnionEntry entry, long size) throws IOException {
    add(size);
    byte[] name = entry.name().toByteArray();
    try (ReadAccess.Opened opened =
            access.readable().open(entry.directory(), name, OpenFlags.NONBLOCK);
        FdInputStream content = new FdInputStream(access.data(), opened.fd())) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
  }

  /** Each part with its length, so that no two lists of parts run together. */
  private void add(byte[] part) {
    add(part.length);
    digest.update(part);
  }

  private void add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}
