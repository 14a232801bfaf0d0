package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.ByteString;
import io.grampus.os.FileStatus;
import java.io.IOException;
import java.util.List;

/**
 * One file or directory of a source with all that is in it, as a mount takes it: the name is no
 * pattern, and links in it are followed inside the source.
 */
public final class SourceTree {
  private static final CopyRequest EVERYTHING =
      new CopyRequest(List.of(), "/", null, null, IgnoreRules.none(), false);

  private final CopySource source;
  private final ByteString path;

  private SourceTree(CopySource source, ByteString path) {
    this.source = source;
    this.path = path;
  }

  /**
   * Finds a tree.
   *
   * @param source outlives it
   * @param name a path from the root of the source, which {@code ..} does not leave
   * @throws CopyException {@code copy-source-missing}, also for what .dockerignore leaves out
   */
  public static SourceTree find(CopySource source, String name) {
    try {
      return new SourceTree(source, new SourceFinder(source, IgnoreRules.none()).follow(name));
    } catch (IOException e) {
      throw CopyException.unreadable(name, e);
    }
  }

  /** The path without links, from the root of the source; empty for the root itself. */
  public ByteString path() {
    return path;
  }

  /** Whether it is a directory. */
  public boolean isDirectory() throws IOException {
    try (Resolution found = source.view().resolve(path, false)) {
      return found instanceof Resolution.Directory;
    }
  }

  private ImageFile metadata() throws IOException {
    try (Resolution found = source.view().resolve(path, false)) {
      UnionDirectory directory = ((Resolution.Directory) found).directory();
      ImageFile own = source.reader().read(directory.top(), ByteString.of("."), directory.status());
      return source.keepsOwners() ? own : own.withOwner(Owner.ROOT);
    }
  }

  /** The digest of names, types, modes, owners, attributes and content, but of no times. */
  public Fingerprint fingerprint() throws IOException {
    return new SourceFingerprint(source, EVERYTHING).computeAt(path);
  }

  /** Whether all of it belongs to that user and group, as the machine has them. */
  public boolean belongsTo(long uid, long gid) throws IOException {
    try (Resolution found = source.view().resolve(path, false)) {
      return found instanceof Resolution.Directory directory
          ? allBelongTo(directory.directory(), uid, gid)
          : isOf(((Resolution.File) found).entry().status(), uid, gid);
    }
  }

  private static boolean allBelongTo(UnionDirectory directory, long uid, long gid)
      throws IOException {
    boolean all = isOf(directory.status(), uid, gid);
    for (UnionEntry entry : directory.list()) {
      all &= isOf(entry.status(), uid, gid);
      if (all && entry.status().isDirectory()) {
        try (UnionDirectory below = directory.open(entry)) {
          all = allBelongTo(below, uid, gid);
        }
      }
    }
    return all;
  }

  private static boolean isOf(FileStatus status, long uid, long gid) {
    return status.uid() == uid && status.gid() == gid;
  }

  /** Copies the tree to a name in the root of another one, with its own owner and mode. */
  public void copyTo(String name, UpperTree target) throws IOException {
    if (isDirectory()) {
      try (UpperPath made = target.directory(ByteString.of(name), metadata())) {
        made.directory();
      }
    }
    new TreeCopier(
            source,
            new CopyRequest(
                SourceSelection.named(List.of(path.toString())),
                "/" + name,
                null,
                null,
                IgnoreRules.none(),
                false),
            target)
        .run();
  }

  /** Puts whiteouts for all that .dockerignore leaves out of the tree into a layer above. */
  public void hideIgnored(UpperTree layer) throws IOException {
    if (!source.ignored().isEmpty()) {
      new IgnoredFiles(source).hide(path, layer);
    }
  }
}
