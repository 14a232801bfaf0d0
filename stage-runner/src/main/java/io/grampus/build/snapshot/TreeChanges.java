package io.grampus.build.snapshot;

import io.grampus.build.layer.ChangeKind;
import io.grampus.build.layer.ChangeSink;
import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.TreeEntry;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.OpenFlags;
import io.grampus.os.TreeWalk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Walks a tree beside the index of an earlier walk and tells what is different. */
final class TreeChanges implements TreeWalk.Visitor {
  private static final long INSIDE = OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_SYMLINKS;
  private static final ByteString HERE = ByteString.of(".");

  /** A directory that the walk is in, and whether the sink knows. */
  private static final class Level {
    private final ByteString name;
    private final ByteString path;
    private final FileStatus status;
    private boolean told;

    Level(ByteString name, ByteString path, FileStatus status, boolean told) {
      this.name = name;
      this.path = path;
      this.status = status;
      this.told = told;
    }
  }

  private final ImageFileReader files;
  private final Fd root;
  private final TreeIndex.Reader before;
  private final TreeIndex.Writer after;
  private final ChangeSink sink;
  private final Deque<Level> levels = new ArrayDeque<>();
  private ByteString gone = HERE;

  private TreeChanges(
      ImageFileReader files,
      Fd root,
      TreeIndex.Reader before,
      TreeIndex.Writer after,
      ChangeSink sink) {
    this.files = files;
    this.root = root;
    this.before = before;
    this.after = after;
    this.sink = sink;
  }

  /**
   * Tells the sink every change, and writes a new index.
   *
   * @param root the tree, open
   */
  static void tell(
      ImageFileReader files,
      Fd root,
      TreeIndex.Reader before,
      TreeIndex.Writer after,
      ChangeSink sink)
      throws IOException {
    TreeChanges changes = new TreeChanges(files, root, before, after, sink);
    files.access().walk().walk(root, changes);
    changes.tellRest();
  }

  @Override
  public boolean visit(Fd directory, ByteString name, ByteString path, FileStatus status)
      throws IOException {
    TreeIndex.Entry entry = TreeIndex.Entry.of(path, status);
    after.add(entry);
    tellDeletionsBefore(path);
    TreeIndex.Entry was = before.next();
    boolean known = was != null && was.path().equals(path);
    boolean same = known && entry.equals(was);
    if (was != null && known) {
      if (was.isDirectory() && !status.isDirectory()) {
        gone = path; // what was in it goes without saying
      }
      before.advance();
    }
    if (!same) {
      tellParents();
      ChangeKind kind = known ? ChangeKind.MODIFIED : ChangeKind.ADDED;
      sink.present(
          kind, new TreeEntry(directory, name, path, status, files.read(directory, name, status)));
    }
    if (status.isDirectory()) {
      levels.addLast(new Level(name, path, status, !same));
    }
    return status.isDirectory();
  }

  @Override
  public void leave(Fd parent, ByteString name, ByteString path) throws IOException {
    TreeIndex.Entry was = before.next();
    while (was != null && isBelow(was.path(), path)) {
      tellDeleted(was);
      was = before.next();
    }
    levels.removeLast();
  }

  private void tellDeletionsBefore(ByteString path) throws IOException {
    TreeIndex.Entry was = before.next();
    while (was != null && TreeIndex.compare(was.path(), path) < 0) {
      tellDeleted(was);
      was = before.next();
    }
  }

  private void tellRest() throws IOException {
    while (before.next() != null) {
      tellDeleted(before.next());
    }
  }

  private void tellDeleted(TreeIndex.Entry entry) throws IOException {
    before.advance();
    if (!isBelow(entry.path(), gone)) {
      gone = entry.path();
      tellParents();
      sink.deleted(entry.path());
    }
  }

  private static boolean isBelow(ByteString path, ByteString directory) {
    return path.length() > directory.length()
        && path.byteAt(directory.length()) == '/'
        && path.startsWith(directory);
  }

  private void tellParents() throws IOException {
    for (Level level : levels) {
      if (!level.told) {
        level.told = true;
        byte[] path = level.path.toByteArray();
        try (Fd fd = files.access().files().openat2(root, path, OpenFlags.PATH, 0, INSIDE)) {
          sink.present(
              ChangeKind.PARENT,
              new TreeEntry(
                  fd, level.name, level.path, level.status, files.read(fd, HERE, level.status)));
        }
      }
    }
  }
}
