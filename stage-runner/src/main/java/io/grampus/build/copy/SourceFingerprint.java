package io.grampus.build.copy;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import io.grampus.os.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The digest of everything that a copy would take: names, types, modes, owners, attributes, link
 * targets and content, but no times, so that a fresh checkout of the same files counts as the same.
 */
public final class SourceFingerprint {
  private static final int SHORT = 6;

  private final CopySource source;
  private final CopyRequest request;
  private final MessageDigest digest = Digest.sha256();
  private final Map<DigestTable.FileKey, Integer> linked = new HashMap<>();
  private final List<Fingerprint.FileDigest> files = new ArrayList<>();

  /** The fingerprint of what the request takes from the source. */
  public SourceFingerprint(CopySource source, CopyRequest request) {
    this.source = source;
    this.request = request;
  }

  /**
   * Reads all of it that is not known from before.
   *
   * @throws CopyException as the copy itself would
   */
  public Fingerprint compute() {
    try (EntryDigests digests = new EntryDigests(source)) {
      for (SourceSelection selection : request.sources()) {
        add(selection.toString().getBytes(StandardCharsets.UTF_8));
        try {
          for (ByteString path : new SourceFinder(source, request.exclude()).find(selection)) {
            add(path.toByteArray());
            addPath(path, Filter.of(source, request, selection), digests);
          }
        } catch (IOException e) {
          throw CopyException.unreadable(selection.word(), e);
        }
      }
    }
    return new Fingerprint(Digest.finish(digest), files);
  }

  /** Reads all that is at one path, which is none of the request's. */
  Fingerprint computeAt(ByteString path) throws IOException {
    try (EntryDigests digests = new EntryDigests(source)) {
      addPath(path, Filter.ofIgnored(source), digests);
    }
    return new Fingerprint(Digest.finish(digest), files);
  }

  private void addPath(ByteString path, Filter filter, EntryDigests digests) throws IOException {
    try (Resolution found = source.view().resolve(path, true)) {
      if (found instanceof Resolution.File file) {
        addEntry(file.path(), file.entry(), digests.of(file.entry()).get());
      } else if (found instanceof Resolution.Directory directory) {
        Filter.Place start = filter.start(directory.path());
        try (DeferredWork later = new DeferredWork(digests::close)) {
          addContents(directory.directory(), filter, start, new Walk(digests, later));
          later.finish();
        }
      }
    }
  }

  /** Where digests come from, and what is done with them in the order of the entries. */
  private record Walk(EntryDigests digests, DeferredWork later) {}

  private void addContents(UnionDirectory directory, Filter filter, Filter.Place place, Walk walk)
      throws IOException {
    for (UnionEntry entry : directory.list()) {
      Filter.Place child = filter.child(place, entry.name());
      if (!child.isLeftOut()) {
        EntryDigests.Pending pending = walk.digests().of(entry);
        walk.later()
            .put(
                () -> {
                  add(child.below().toByteArray());
                  addEntry(child.path(), entry, pending.get());
                });
      }
      if (entry.status().isDirectory() && !(child.isLeftOut() && filter.canPrune(child))) {
        UnionDirectory below = directory.open(entry);
        DeferredWork.Open open = walk.later().opened(below::close);
        addContents(below, filter, child, walk);
        walk.later().leave(open, below.width());
      }
    }
  }

  /** Which names are one file is a part of what a copy takes. */
  private void addEntry(ByteString path, UnionEntry entry, byte[] entryDigest) {
    digest.update(entryDigest);
    files.add(
        new Fingerprint.FileDigest(
            path + (entry.status().isDirectory() ? "/" : ""),
            HexFormat.of().formatHex(entryDigest, 0, SHORT)));
    if (!entry.status().isDirectory() && entry.status().links() > 1) {
      int number = linked.size();
      Integer first = linked.putIfAbsent(DigestTable.FileKey.of(entry.status()), number);
      digest.update(
          ByteBuffer.allocate(Integer.BYTES).putInt(first == null ? number : first).flip());
    }
  }

  /** Each part with its length, so that no two lists of parts run together. */
  private void add(byte[] part) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(part.length).array());
    digest.update(part);
  }
}
