package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a stack of layer directories looks like when overlayfs mounts it, read without mounting.
 *
 * <p>Paths are resolved inside the view: absolute links start at its root and {@code ..} stops
 * there. The directories must not change while the view is in use.
 */
public final class UnionView implements AutoCloseable {
  private static final int MAXIMUM_LINKS = 40;
  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private final TreeAccess access;
  private final OverlayMarks marks;
  private final List<Fd> roots;

  private UnionView(TreeAccess access, OverlayMarks marks, List<Fd> rootsTopFirst) {
    this.access = access;
    this.marks = marks;
    this.roots = rootsTopFirst;
  }

  /**
   * Opens a view.
   *
   * @param layers the directories, lowest first; none gives an empty root
   */
  public static UnionView open(TreeAccess access, List<Path> layers) throws ErrnoException {
    return open(access, new OverlayMarks(access.xattrs(), true), layers);
  }

  /** Opens one directory that no overlayfs wrote, so that nothing in it is a mark. */
  public static UnionView openPlain(TreeAccess access, Path directory) throws ErrnoException {
    return open(access, new OverlayMarks(access.xattrs(), false), List.of(directory));
  }

  private static UnionView open(TreeAccess access, OverlayMarks marks, List<Path> layers)
      throws ErrnoException {
    List<Fd> opened = new ArrayList<>();
    UnionView view = new UnionView(access, marks, opened);
    try {
      for (Path layer : layers) {
        byte[] path = ByteString.of(layer.toString()).toByteArray();
        opened.add(
            access
                .files()
                .openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.PATH | OpenFlags.DIRECTORY));
      }
      Collections.reverse(opened);
      return view;
    } catch (ErrnoException e) {
      view.close();
      throw e;
    }
  }

  /** The merged root directory; the caller closes it. */
  public UnionDirectory root() throws ErrnoException {
    List<ReadAccess.Opened> opened = new ArrayList<>();
    UnionDirectory root = new UnionDirectory(access, marks, opened);
    try {
      for (Fd layer : roots) {
        ReadAccess.Opened directory =
            access.readable().open(layer, new byte[] {'.'}, OpenFlags.DIRECTORY);
        opened.add(directory);
        if (marks.isOpaque(directory.fd())) {
          break;
        }
      }
      return root;
    } catch (ErrnoException e) {
      root.close();
      throw e;
    }
  }

  /**
   * Resolves a path.
   *
   * @param path with or without a leading slash
   * @param followLast whether a symbolic link in the last component is followed too
   * @return the place, which the caller closes; it may name something that does not exist
   * @throws ErrnoException ELOOP for too many links, ENOTDIR where a file is used as a directory
   */
  public Resolution resolve(ByteString path, boolean followLast) throws ErrnoException {
    return resolve(ByteString.EMPTY, path, followLast);
  }

  /**
   * Resolves a path as if a directory of the view were its root.
   *
   * @param root the path of an existing directory as {@link #resolve} returned it
   * @return the place, its path being from the root of the view
   */
  public Resolution resolve(ByteString root, ByteString path, boolean followLast)
      throws ErrnoException {
    Walk walk = new Walk(path);
    try {
      walk.enterRoot(root);
      return walk.run(followLast);
    } catch (ErrnoException e) {
      walk.close();
      throw e;
    }
  }

  @Override
  public void close() {
    roots.forEach(Fd::close);
  }

  /** One resolution on its way: where it is and what is still to come. */
  private final class Walk {
    private final ByteString whole;
    private final Deque<ByteString> pending = new ArrayDeque<>();
    private final Deque<UnionDirectory> directories = new ArrayDeque<>();
    private final Deque<ByteString> names = new ArrayDeque<>();
    private final Deque<ByteString> missing = new ArrayDeque<>();
    private Optional<UnionEntry> leaf = Optional.empty();
    private int rootDepth = 1;
    private int links;

    Walk(ByteString path) throws ErrnoException {
      this.whole = path;
      directories.addLast(root());
    }

    void enterRoot(ByteString path) throws ErrnoException {
      for (ByteString name : components(path)) {
        leaf = directories.getLast().find(name);
        if (leaf.isEmpty()) {
          throw new ErrnoException("resolve", "/" + path, Errno.ENOENT);
        }
        descend();
      }
      rootDepth = directories.size();
      prepend(whole);
    }

    Resolution run(boolean followLast) throws ErrnoException {
      while (!pending.isEmpty()) {
        step(pending.removeFirst(), followLast);
      }
      if (leaf.isPresent() && leaf.get().status().isDirectory()) {
        descend();
      }
      return result();
    }

    private void step(ByteString name, boolean followLast) throws ErrnoException {
      if (!missing.isEmpty()) {
        stepThroughMissing(name);
        return;
      }
      descend();
      if (name.equals(DOT_DOT)) {
        ascend();
        return;
      }
      leaf = directories.getLast().find(name);
      if (leaf.isEmpty()) {
        missing.addLast(name);
      } else if (leaf.get().status().isSymlink() && (followLast || !pending.isEmpty())) {
        follow(leaf.get());
      }
    }

    /** What does not exist has no links: its path is what its text says. */
    private void stepThroughMissing(ByteString name) {
      if (name.equals(DOT_DOT)) {
        missing.removeLast();
      } else {
        missing.addLast(name);
      }
    }

    /** Goes into the directory that the previous component named. */
    private void descend() throws ErrnoException {
      if (leaf.isEmpty()) {
        return;
      }
      UnionEntry entry = leaf.get();
      if (!entry.status().isDirectory()) {
        throw new ErrnoException("resolve", "/" + whole, Errno.ENOTDIR);
      }
      directories.addLast(directories.getLast().open(entry));
      names.addLast(entry.name());
      leaf = Optional.empty();
    }

    private void ascend() {
      if (directories.size() > rootDepth) {
        directories.removeLast().close();
        names.removeLast();
      }
    }

    private void follow(UnionEntry link) throws ErrnoException {
      links++;
      if (links > MAXIMUM_LINKS) {
        throw new ErrnoException("resolve", "/" + whole, Errno.ELOOP);
      }
      byte[] target = access.files().readlinkat(link.directory(), link.name().toByteArray());
      leaf = Optional.empty();
      if (target.length > 0 && target[0] == '/') {
        while (directories.size() > rootDepth) {
          ascend();
        }
      }
      prepend(ByteString.of(target));
    }

    private void prepend(ByteString path) {
      List<ByteString> components = components(path);
      Collections.reverse(components);
      components.forEach(pending::addFirst);
    }

    private Resolution result() {
      ByteString path = joined(ByteString.EMPTY, names);
      if (!missing.isEmpty()) {
        close();
        return new Resolution.Missing(joined(path, missing));
      }
      UnionDirectory last = directories.removeLast();
      close();
      return leaf.isPresent()
          ? new Resolution.File(path.child(leaf.get().name()), last, leaf.get())
          : new Resolution.Directory(path, last);
    }

    void close() {
      directories.forEach(UnionDirectory::close);
    }
  }

  private static ByteString joined(ByteString start, Iterable<ByteString> names) {
    ByteString path = start;
    for (ByteString name : names) {
      path = path.child(name);
    }
    return path;
  }

  private static List<ByteString> components(ByteString path) {
    List<ByteString> components = new ArrayList<>();
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      ByteString component = path.substring(start, end);
      if (!component.isEmpty() && !component.equals(DOT)) {
        components.add(component);
      }
      start = end + 1;
    }
    return components;
  }
}
