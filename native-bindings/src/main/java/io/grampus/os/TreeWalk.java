package io.grampus.os;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Visits every name below a directory by descriptors: parents before children, the names of one
 * directory in the order of their unsigned bytes.
 *
 * <p>Never follows a symbolic link and never leaves the tree: on the way up it makes sure that
 * {@code ..} is the directory it came from. Neither the depth of the tree nor the length of a path
 * is limited, and only one directory is open at a time. Directories of ours that we may not read
 * are made readable while the walk is in them.
 */
public final class TreeWalk {
  /** Told of every name, before what is below it. */
  public interface Visitor {
    /**
     * Visits one name.
     *
     * @param directory the directory that holds the name, open for reading
     * @param name the name in it
     * @param path the path from the root of the walk, without a leading slash
     * @param status what it is
     * @return whether to go into it, where it is a directory
     */
    boolean visit(Fd directory, ByteString name, ByteString path, FileStatus status)
        throws IOException;

    /**
     * Called when everything below a directory was visited, the root of the walk excluded.
     *
     * @param parent the directory that holds the name
     */
    default void leave(Fd parent, ByteString name, ByteString path) throws IOException {}
  }

  private static final int OPEN_DIRECTORY =
      OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW;
  private static final byte[] PARENT = {'.', '.'};

  private final FileCalls files;
  private final ReadAccess access;

  /** A walk by those calls. */
  public TreeWalk(FileCalls files) {
    this(files, new ReadAccess(files));
  }

  /** A walk by those calls, sharing the knowledge of which modes are lifted. */
  TreeWalk(FileCalls files, ReadAccess access) {
    this.files = files;
    this.access = access;
  }

  /**
   * Visits everything below the root, not the root itself.
   *
   * @param root a directory open for reading or with O_PATH; stays open
   */
  public void walk(Fd root, Visitor visitor) throws IOException {
    Deque<Frame> frames = new ArrayDeque<>();
    frames.push(enter(root, new byte[] {'.'}, ByteString.EMPTY, ByteString.EMPTY));
    try {
      while (!frames.isEmpty()) {
        Frame frame = frames.element();
        if (frame.remaining.hasNext()) {
          step(frames, frame, visitor);
        } else {
          frames.pop();
          leave(frames, frame, visitor);
        }
      }
    } finally {
      frames.forEach(Frame::close);
    }
  }

  private void step(Deque<Frame> frames, Frame frame, Visitor visitor) throws IOException {
    ByteString name = frame.remaining.next().name();
    FileStatus status = access.unlifted(files.statx(frame.open(), name.array()));
    ByteString path = frame.path.child(name);
    boolean descend = visitor.visit(frame.open(), name, path, status);
    if (descend && status.isDirectory()) {
      Frame child = enter(frame.open(), name.array(), name, path);
      frame.suspend();
      frames.push(child);
    }
  }

  private Frame enter(Fd parent, byte[] relative, ByteString name, ByteString path)
      throws IOException {
    ReadAccess.Opened opened = access.open(parent, relative, OPEN_DIRECTORY);
    try {
      return new Frame(name, path, opened, files.statx(opened.fd()), files.list(opened.fd()));
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private void leave(Deque<Frame> frames, Frame left, Visitor visitor) throws IOException {
    try (left) {
      Frame parent = frames.peek();
      if (parent == null) {
        return;
      }
      parent.resume(files, left.open());
      visitor.leave(parent.open(), left.name, left.path);
    }
  }

  /** A directory that the walk is in, or below. */
  private static final class Frame implements AutoCloseable {
    private final ByteString name;
    private final ByteString path;
    private final ReadAccess.Opened opened;
    private final FileStatus identity;
    private final Iterator<DirectoryEntry> remaining;
    private @Nullable Fd fd;

    Frame(
        ByteString name,
        ByteString path,
        ReadAccess.Opened opened,
        FileStatus identity,
        List<DirectoryEntry> entries) {
      this.name = name;
      this.path = path;
      this.opened = opened;
      this.identity = identity;
      this.remaining = entries.iterator();
      this.fd = opened.fd();
    }

    Fd open() {
      if (fd == null) {
        throw new IllegalStateException("directory " + path + " is suspended");
      }
      return fd;
    }

    /** Gives the descriptor up while the walk is below; one that must be locked again is kept. */
    void suspend() {
      if (!opened.isLifted()) {
        open().close();
        fd = null;
      }
    }

    void resume(FileCalls files, Fd child) throws ErrnoException {
      if (fd != null) {
        return;
      }
      Fd parent = files.openat(child, PARENT, OPEN_DIRECTORY);
      if (!files.statx(parent).isSameFile(identity)) {
        parent.close();
        throw new ErrnoException("openat", path + ": moved during the walk", Errno.ENOENT);
      }
      fd = parent;
    }

    @Override
    public void close() {
      opened.close();
      if (fd != null) {
        fd.close();
      }
    }
  }
}
