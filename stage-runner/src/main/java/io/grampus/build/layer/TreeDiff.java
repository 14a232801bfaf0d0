package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DirectoryEntry;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import io.grampus.os.TreeWalk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one overlayfs upper directory changes of the layers below it.
 *
 * <p>An entry that overlayfs copied up and that is as it was below is no change; the times of
 * directories do not count. An opaque directory is told as the deletion of what it hides, which
 * every reader of layers understands. The root directory itself is never part of a diff.
 */
public final class TreeDiff {
  private final ImageFileReader reader;
  private final TreeAccess access;
  private final OverlayMarks marks;
  private final SameContent sameContent;

  /** A diff of files that the reader reads. */
  public TreeDiff(ImageFileReader reader) {
    this.reader = reader;
    this.access = reader.access();
    this.marks = new OverlayMarks(access.xattrs(), true);
    this.sameContent = new SameContent(access);
  }

  /**
   * Tells the sink every change; a sink that is told nothing has no layer to write.
   *
   * @param lower the view of the layers below
   * @param upper the upper directory
   */
  public void compare(UnionView lower, Fd upper, ChangeSink sink) throws IOException {
    try (Walk walk = new Walk(sink)) {
      walk.begin(lower.root(), upper);
      access.walk().walk(upper, walk);
      walk.end();
    }
  }

  /** A directory of the upper tree that the walk is in. */
  private static final class Level {
    private final @Nullable TreeEntry entry;
    private final @Nullable UnionDirectory below;
    private final boolean opaque;
    private final Iterator<ByteString> hidden;
    private @Nullable ByteString nextHidden;
    private boolean told;

    Level(
        @Nullable TreeEntry entry,
        boolean told,
        @Nullable UnionDirectory below,
        boolean opaque,
        List<ByteString> hidden) {
      this.entry = entry;
      this.told = told;
      this.below = below;
      this.opaque = opaque;
      this.hidden = hidden.iterator();
      this.nextHidden = this.hidden.hasNext() ? this.hidden.next() : null;
    }

    /** The next name that an opaque directory hides, if it sorts before the given one. */
    @Nullable ByteString nextHiddenBefore(@Nullable ByteString limit) {
      ByteString name = nextHidden;
      if (name == null || (limit != null && name.compareTo(limit) > 0)) {
        return null;
      }
      nextHidden = hidden.hasNext() ? hidden.next() : null;
      return name;
    }
  }

  /** Walks the upper tree with the merged directories of the lower one beside it. */
  private final class Walk implements TreeWalk.Visitor, AutoCloseable {
    private final ChangeSink sink;
    private final Deque<Level> levels = new ArrayDeque<>();

    Walk(ChangeSink sink) {
      this.sink = sink;
    }

    void begin(UnionDirectory below, Fd upper) throws IOException {
      boolean opaque = marks.isOpaque(upper);
      List<ByteString> hidden = opaque ? hiddenBy(upper, below) : List.of();
      levels.addLast(new Level(null, true, below, opaque, hidden));
    }

    void end() throws IOException {
      tellHidden(levels.getLast(), ByteString.EMPTY, null);
    }

    @Override
    public boolean visit(Fd directory, ByteString name, ByteString path, FileStatus status)
        throws IOException {
      Level level = levels.getLast();
      tellHidden(level, parentOf(path), name);
      Optional<UnionEntry> lower = level.below == null ? Optional.empty() : level.below.find(name);
      List<ByteString> attributes = access.xattrs().list(directory, name.toByteArray());
      if (OverlayMarks.isWhiteout(status, attributes)) {
        if (lower.isPresent()) {
          tellDeleted(path);
        }
        return false;
      }
      OverlayMarks.refuseIncomplete(path, attributes);
      ImageFile file = reader.read(directory, name, status, attributes);
      TreeEntry entry = new TreeEntry(directory, name, path, status, file);
      boolean told = tellChange(entry, lower);
      if (status.isDirectory()) {
        enter(entry, told, lower);
      }
      return status.isDirectory();
    }

    private boolean tellChange(TreeEntry entry, Optional<UnionEntry> lower) throws IOException {
      if (lower.isEmpty()) {
        return tell(ChangeKind.ADDED, entry);
      }
      UnionEntry below = lower.get();
      ImageFile was = reader.read(below.directory(), below.name(), below.status());
      if (was.type() != entry.file().type()) {
        return tell(ChangeKind.ADDED, entry);
      }
      return !isSame(entry, was, below) && tell(ChangeKind.MODIFIED, entry);
    }

    private boolean tell(ChangeKind kind, TreeEntry entry) throws IOException {
      tellParents();
      sink.present(kind, entry);
      return true;
    }

    private void tellDeleted(ByteString path) throws IOException {
      tellParents();
      sink.deleted(path);
    }

    private void tellParents() throws IOException {
      for (Level level : levels) {
        TreeEntry entry = level.entry;
        if (!level.told && entry != null) {
          level.told = true;
          sink.present(ChangeKind.PARENT, entry);
        }
      }
    }

    private void enter(TreeEntry entry, boolean told, Optional<UnionEntry> lower)
        throws IOException {
      Level level = levels.getLast();
      UnionDirectory below =
          level.below != null && lower.isPresent() && lower.get().status().isDirectory()
              ? level.below.open(lower.get())
              : null;
      if (below == null) {
        levels.addLast(new Level(entry, told, null, true, List.of()));
        return;
      }
      levels.addLast(opened(level, entry, told, below));
    }

    /** Overlayfs marks a directory only where something shows through: not in an opaque one. */
    private Level opened(Level parent, TreeEntry entry, boolean told, UnionDirectory below)
        throws IOException {
      byte[] name = entry.name().toByteArray();
      int flags = OpenFlags.DIRECTORY;
      try (ReadAccess.Opened upper = access.readable().open(entry.directory(), name, flags)) {
        boolean opaque = parent.opaque || marks.isOpaque(upper.fd());
        List<ByteString> hidden = opaque ? hiddenBy(upper.fd(), below) : List.of();
        return new Level(entry, told, below, opaque, hidden);
      }
    }

    @Override
    public void leave(Fd parent, ByteString name, ByteString path) throws IOException {
      Level left = levels.getLast();
      tellHidden(left, path, null);
      levels.removeLast();
      close(left);
    }

    private void tellHidden(Level level, ByteString path, @Nullable ByteString limit)
        throws IOException {
      ByteString name = level.nextHiddenBefore(limit);
      while (name != null) {
        tellDeleted(path.child(name));
        name = level.nextHiddenBefore(limit);
      }
    }

    @Override
    public void close() {
      levels.forEach(Walk::close);
    }

    private static void close(Level level) {
      if (level.below != null) {
        level.below.close();
      }
    }
  }

  private static ByteString parentOf(ByteString path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
  }

  private boolean isSame(TreeEntry upper, ImageFile was, UnionEntry below) throws IOException {
    ImageFile is = upper.file();
    if (is.permissions() != was.permissions()
        || !is.owner().equals(was.owner())
        || !is.node().equals(was.node())
        || !is.xattrs().equals(was.xattrs())) {
      return false;
    }
    if (upper.status().isDirectory()) {
      return true;
    }
    // A file of several names in the upper directory has a name that the layers below lack.
    return upper.status().links() == 1
        && is.size() == was.size()
        && is.modified().equals(was.modified())
        && sameContent.test(upper, below);
  }

  /** The lower names that an opaque upper directory does not have itself. */
  private List<ByteString> hiddenBy(Fd upper, UnionDirectory below) throws ErrnoException {
    List<ByteString> own = access.files().list(upper).stream().map(DirectoryEntry::name).toList();
    return below.list().stream()
        .map(UnionEntry::name)
        .filter(name -> Collections.binarySearch(own, name) < 0)
        .toList();
  }
}
