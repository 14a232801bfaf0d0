package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.FileStatus;
import io.grampus.os.OpenFlags;
import io.grampus.os.Timestamp;
import io.grampus.os.TreeRemover;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An overlayfs upper directory that is being filled without mounting anything, seen merged with the
 * layers below it. Paths are resolved inside the merged view only.
 */
public final class UpperTree implements AutoCloseable {
  private static final int OWNER_ALL = 0700;

  private final ImageFileReader reader;
  private final ImageFileWriter writer;
  private final Timestamp now;
  private final UnionView lower;
  private final UnionView merged;
  private final Path upper;
  private final OverlayMarks marks;
  private final TreeRemover remover;

  private UpperTree(
      ImageFileReader reader,
      ImageFileWriter writer,
      Timestamp now,
      UnionView lower,
      UnionView merged,
      Path upper) {
    this.reader = reader;
    this.writer = writer;
    this.now = now;
    this.lower = lower;
    this.merged = merged;
    this.upper = upper;
    this.marks = new OverlayMarks(reader.access().xattrs(), true);
    this.remover = new TreeRemover(reader.access().files());
  }

  /**
   * Opens a tree.
   *
   * @param reader reads the layers below, with their side tables
   * @param writer writes the upper directory, with its side table
   * @param layers the layers below, lowest first
   * @param upper an existing directory, whose own metadata is the root directory's
   * @param now the time of what this tree makes or changes on its own account
   */
  public static UpperTree open(
      ImageFileReader reader, ImageFileWriter writer, List<Path> layers, Path upper, Timestamp now)
      throws ErrnoException {
    UnionView lower = UnionView.open(reader.access(), layers);
    try {
      List<Path> all = new ArrayList<>(layers);
      all.add(upper);
      UnionView merged = UnionView.open(reader.access(), all);
      return new UpperTree(reader, writer, now, lower, merged, upper);
    } catch (ErrnoException e) {
      lower.close();
      throw e;
    }
  }

  /** The merged view, in which paths are resolved. */
  public UnionView merged() {
    return merged;
  }

  /** The time of what this tree makes on its own account. */
  public Timestamp now() {
    return now;
  }

  /** Gives files of this tree their metadata. */
  public ImageFileWriter writer() {
    return writer;
  }

  /** Reads files of the layers below and of this tree. */
  public ImageFileReader reader() {
    return reader;
  }

  FileCalls files() {
    return reader.access().files();
  }

  OverlayMarks marks() {
    return marks;
  }

  TreeRemover remover() {
    return remover;
  }

  /**
   * Opens a directory of the merged view, making it and those above it where they are missing.
   *
   * @param path a path that {@link UnionView#resolve} returned
   * @param missing the metadata of the directories that are made
   * @throws ErrnoException ENOTDIR where the path leads through something else
   */
  public UpperPath directory(ByteString path, ImageFile missing) throws IOException {
    UpperPath chain = new UpperPath(root());
    try {
      int start = 0;
      while (start < path.length()) {
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        chain.descend(child(chain.directory(), path.substring(start, end), missing));
        start = end + 1;
      }
      return chain;
    } catch (IOException e) {
      try (chain) {
        throw e;
      }
    }
  }

  /**
   * Gives a file of the upper tree a second name.
   *
   * @param existing the file's path in the upper tree
   * @param directory where the new name is made; an entry of that name is replaced
   */
  public void link(ByteString existing, UpperDirectory directory, ByteString name)
      throws IOException {
    int slash = existing.lastIndexOf('/');
    ByteString parent = slash < 0 ? ByteString.EMPTY : existing.substring(0, slash);
    ImageFile unused = ImageFile.directory(OWNER_ALL, Owner.ROOT, now);
    try (UpperPath holder = directory(parent, unused)) {
      files()
          .linkat(
              holder.directory().upper(),
              existing.substring(slash + 1).toByteArray(),
              directory.replace(name),
              name.toByteArray());
    }
  }

  private static UpperDirectory child(UpperDirectory parent, ByteString name, ImageFile missing)
      throws IOException {
    Optional<FileStatus> found = parent.find(name);
    if (found.isEmpty()) {
      return parent.make(name, missing);
    }
    if (!found.get().isDirectory()) {
      throw new ErrnoException("mkdir", "/" + parent.path().child(name), Errno.ENOTDIR);
    }
    return parent.open(name);
  }

  private UpperDirectory root() throws ErrnoException {
    byte[] path = ByteString.of(upper.toString()).toByteArray();
    Fd opened = files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.RDONLY | OpenFlags.DIRECTORY);
    UnionDirectory below = null;
    try {
      below = lower.root();
      UpperDirectory root =
          new UpperDirectory(this, null, ByteString.EMPTY, ByteString.EMPTY, below);
      root.attach(opened, files().statx(opened));
      return root;
    } catch (ErrnoException e) {
      opened.close();
      if (below != null) {
        below.close();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    merged.close();
    lower.close();
  }
}
