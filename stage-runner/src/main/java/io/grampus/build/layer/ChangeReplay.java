package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import io.grampus.os.TreeRemover;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the changes of a diff in a directory tree.
 *
 * <p>Content, metadata and hard links are copied from where the diff found them. In a plain tree a
 * deletion removes; in an upper directory it leaves the mark that overlayfs would.
 */
public final class ChangeReplay implements ChangeSink, AutoCloseable {
  private static final long INSIDE = OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_SYMLINKS;
  private static final int CREATE = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.RDWR;
  private static final int OPEN_DIRECTORY =
      OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW;
  private static final int OWNER_ALL = 0700;

  private record FileKey(DeviceNumber device, long inode) {}

  /** A directory that entries are being made in; its metadata comes last. */
  private record Level(ByteString path, Fd fd, @Nullable ImageFile image) {}

  private final TreeAccess access;
  private final ImageFileWriter writer;
  private final TreeRemover remover;
  private final boolean marksDeletions;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Map<FileKey, ByteString> firstNames = new HashMap<>();

  private ChangeReplay(ImageFileWriter writer, Fd root, boolean marksDeletions) {
    this.access = writer.access();
    this.writer = writer;
    this.remover = new TreeRemover(access.files());
    this.marksDeletions = marksDeletions;
    levels.addLast(new Level(ByteString.EMPTY, root, null));
  }

  /** Changes a tree; its root stays open and keeps its own metadata. */
  public static ChangeReplay onto(ImageFileWriter writer, Fd root) {
    return new ChangeReplay(writer, root, false);
  }

  /** Fills the upper directory of a layer; it stays open and keeps its own metadata. */
  public static ChangeReplay intoUpper(ImageFileWriter writer, Fd root) {
    return new ChangeReplay(writer, root, true);
  }

  @Override
  public void present(ChangeKind kind, TreeEntry entry) throws IOException {
    Fd parent = enter(parentOf(entry.path()));
    if (entry.status().isDirectory()) {
      levels.addLast(new Level(entry.path(), directory(parent, entry.name()), entry.file()));
    } else {
      remover.remove(parent, entry.name().toByteArray());
      ByteString first = firstName(entry);
      if (first == null) {
        make(parent, entry);
      } else {
        link(first, parent, entry.name());
      }
    }
  }

  @Override
  public void deleted(ByteString path) throws IOException {
    Fd parent = enter(parentOf(path));
    byte[] name = path.substring(path.lastIndexOf('/') + 1).toByteArray();
    remover.remove(parent, name);
    if (marksDeletions) {
      access.files().mknodat(parent, name, FileType.CHARACTER_DEVICE, 0, DeviceNumber.ZERO);
    }
  }

  private static ByteString parentOf(ByteString path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
  }

  /** Changes come in the order of a walk, so every directory on the way was told before. */
  private Fd enter(ByteString directory) throws IOException {
    while (!levels.getLast().path().equals(directory)) {
      if (levels.size() == 1) {
        throw new IllegalStateException("/" + directory + " was not told before what is in it");
      }
      finish(levels.removeLast());
    }
    return levels.getLast().fd();
  }

  private void finish(Level level) throws IOException {
    ImageFile image = level.image();
    if (image != null) {
      try (Fd directory = level.fd()) {
        writer.finish(directory, level.path(), image);
      }
    }
  }

  private Fd directory(Fd parent, ByteString name) throws IOException {
    byte[] bytes = name.toByteArray();
    Optional<FileStatus> present = access.files().find(parent, bytes);
    if (present.isPresent() && !present.get().isDirectory()) {
      access.files().unlinkat(parent, bytes);
    }
    if (present.isEmpty() || !present.get().isDirectory()) {
      access.files().mkdirat(parent, bytes, OWNER_ALL);
    } else if ((present.get().permissions() & OWNER_ALL) != OWNER_ALL) {
      access.files().fchmodat(parent, bytes, present.get().permissions() | OWNER_ALL);
    }
    return access.files().openat(parent, bytes, OPEN_DIRECTORY);
  }

  /** The name under which the file was made already, or null for its first one. */
  private @Nullable ByteString firstName(TreeEntry entry) {
    FileKey key = new FileKey(entry.status().device(), entry.status().inode());
    return entry.status().links() == 1 ? null : firstNames.putIfAbsent(key, entry.path());
  }

  private void link(ByteString first, Fd parent, ByteString name) throws IOException {
    byte[] existing = first.substring(first.lastIndexOf('/') + 1).toByteArray();
    ByteString holder = parentOf(first);
    byte[] path = holder.isEmpty() ? new byte[] {'.'} : holder.toByteArray();
    Fd root = levels.getFirst().fd();
    try (Fd directory = access.files().openat2(root, path, OpenFlags.PATH, 0, INSIDE)) {
      access.files().linkat(directory, existing, parent, name.toByteArray());
    }
  }

  private void make(Fd parent, TreeEntry entry) throws IOException {
    ImageFile image = entry.file();
    byte[] name = entry.name().toByteArray();
    switch (image.type()) {
      case REGULAR -> copy(parent, entry);
      case CHARACTER_DEVICE, BLOCK_DEVICE -> {
        try (Fd placeholder = access.files().openat(parent, name, CREATE, OWNER_ALL)) {
          writer.finish(placeholder, entry.path(), image);
        }
      }
      case SYMLINK -> {
        byte[] target = access.files().readlinkat(entry.directory(), name);
        access.files().symlinkat(target, parent, name);
        writer.finishUnopened(parent, entry.name(), image);
      }
      case FIFO, SOCKET -> {
        access.files().mknodat(parent, name, image.type(), OWNER_ALL, DeviceNumber.ZERO);
        writer.finishUnopened(parent, entry.name(), image);
      }
      case DIRECTORY, UNKNOWN -> throw new IllegalArgumentException("no file: " + entry.path());
    }
  }

  private void copy(Fd parent, TreeEntry entry) throws IOException {
    byte[] name = entry.name().toByteArray();
    try (ReadAccess.Opened from =
            access.readable().open(entry.directory(), name, OpenFlags.NONBLOCK);
        Fd to = access.files().openat(parent, name, CREATE, OWNER_ALL)) {
      access.data().copy(from.fd(), to, entry.status().size());
      writer.finish(to, entry.path(), entry.file());
    }
  }

  /** Gives the directories that are still open their metadata. */
  @Override
  public void close() throws IOException {
    enter(ByteString.EMPTY);
  }
}
