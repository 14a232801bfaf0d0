package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DirectoryEntry;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One directory of the merged view: the directories of the layers that show through in it. */
public final class UnionDirectory implements AutoCloseable {
  private static final int OPEN_DIRECTORY = OpenFlags.RDONLY | OpenFlags.DIRECTORY;

  private final TreeAccess access;
  private final OverlayMarks marks;
  private final List<ReadAccess.Opened> layers;

  /** Takes the open directories over, topmost first. */
  UnionDirectory(TreeAccess access, OverlayMarks marks, List<ReadAccess.Opened> layers) {
    this.access = access;
    this.marks = marks;
    this.layers = layers;
  }

  /** Whether no layer has this directory. */
  boolean isEmpty() {
    return layers.isEmpty();
  }

  /** How many directories are open for it. */
  public int width() {
    return layers.size();
  }

  /** The topmost of the directories; the merged directory has its metadata. */
  public Fd top() {
    return layers.get(0).fd();
  }

  /** What statx says of the topmost of the directories. */
  public FileStatus status() throws ErrnoException {
    return layers.get(0).status();
  }

  /** Looks a name up; empty where there is none or a whiteout hides it. */
  public Optional<UnionEntry> find(ByteString name) throws ErrnoException {
    byte[] bytes = name.toByteArray();
    for (int depth = 0; depth < layers.size(); depth++) {
      Fd directory = layers.get(depth).fd();
      Optional<FileStatus> status = status(directory, bytes);
      if (status.isPresent()) {
        return marks.isWhiteout(directory, name, status.get())
            ? Optional.empty()
            : Optional.of(new UnionEntry(name, status.get(), directory, depth));
      }
    }
    return Optional.empty();
  }

  /** The names, in the order of their unsigned bytes, without what whiteouts hide. */
  public List<UnionEntry> list() throws ErrnoException {
    List<UnionEntry> entries = new ArrayList<>();
    Set<ByteString> seen = new HashSet<>();
    for (int depth = 0; depth < layers.size(); depth++) {
      Fd directory = layers.get(depth).fd();
      for (DirectoryEntry entry : access.files().list(directory)) {
        if (layers.size() == 1 || seen.add(entry.name())) {
          add(entry.name(), directory, depth, entries);
        }
      }
    }
    if (layers.size() > 1) {
      entries.sort(Comparator.comparing(UnionEntry::name));
    }
    return entries;
  }

  private void add(ByteString name, Fd directory, int depth, List<UnionEntry> entries)
      throws ErrnoException {
    FileStatus status =
        access.readable().unlifted(access.files().statx(directory, name.toByteArray()));
    if (!marks.isWhiteout(directory, name, status)) {
      entries.add(new UnionEntry(name, status, directory, depth));
    }
  }

  /**
   * Opens a directory that {@link #find} or {@link #list} returned.
   *
   * <p>What is below the topmost one shows through until an opaque directory, a whiteout or a file
   * of that name ends the view.
   */
  public UnionDirectory open(UnionEntry entry) throws ErrnoException {
    List<ReadAccess.Opened> opened = new ArrayList<>();
    UnionDirectory merged = new UnionDirectory(access, marks, opened);
    try {
      byte[] name = entry.name().toByteArray();
      for (int depth = entry.depth(); depth < layers.size(); depth++) {
        Fd directory = layers.get(depth).fd();
        Optional<FileStatus> status = status(directory, name);
        if (status.isEmpty()) {
          continue;
        }
        if (!status.get().isDirectory()) {
          return merged;
        }
        ReadAccess.Opened child = access.readable().open(directory, name, OPEN_DIRECTORY);
        opened.add(child);
        if (marks.isOpaque(child.fd())) {
          return merged;
        }
      }
      return merged;
    } catch (ErrnoException e) {
      merged.close();
      throw e;
    }
  }

  private Optional<FileStatus> status(Fd directory, byte[] name) throws ErrnoException {
    return access.files().find(directory, name).map(access.readable()::unlifted);
  }

  @Override
  public void close() {
    layers.forEach(ReadAccess.Opened::close);
  }
}
