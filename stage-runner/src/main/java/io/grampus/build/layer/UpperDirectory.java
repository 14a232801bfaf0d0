package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a layer that is being written, merged with those below it.
 *
 * <p>It comes into being in the upper tree when the first entry is made in it, with the metadata of
 * the directory below, as when overlayfs copies up. While open, its mode lets us write; closing
 * gives it its mode and, if entries were made in it, the time of the layer or the one asked for.
 * Not safe for use by several threads.
 */
public final class UpperDirectory implements AutoCloseable {
  private static final int OPEN_DIRECTORY =
      OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW;
  private static final int OWNER_ALL = 0700;
  private static final int UNCHANGED = -1;

  private final UpperTree tree;
  private final @Nullable UpperDirectory parent;
  private final ByteString name;
  private final ByteString path;
  private final @Nullable UnionDirectory below;
  private @Nullable Fd upper;
  private @Nullable ImageFile metadata;
  private int permissionsToRestore = UNCHANGED;
  private @Nullable Timestamp modified;
  private boolean changed;
  private boolean isNew;

  UpperDirectory(
      UpperTree tree,
      @Nullable UpperDirectory parent,
      ByteString name,
      ByteString path,
      @Nullable UnionDirectory below) {
    this.tree = tree;
    this.parent = parent;
    this.name = name;
    this.path = path;
    this.below = below;
  }

  /** The path from the root, without a leading slash. */
  public ByteString path() {
    return path;
  }

  /** How many descriptors are open for it. */
  public int width() {
    return 1 + (below == null ? 0 : below.width());
  }

  /** Takes an existing directory of the upper tree over and makes it writable. */
  void attach(Fd existing, FileStatus status) throws ErrnoException {
    upper = existing;
    if ((status.permissions() & OWNER_ALL) != OWNER_ALL) {
      permissionsToRestore = status.permissions();
      tree.files().fchmod(existing, status.permissions() | OWNER_ALL);
    }
  }

  /** What a name is in the merged view, links not followed. */
  public Optional<FileStatus> find(ByteString child) throws ErrnoException {
    Optional<FileStatus> own = findUpper(child);
    if (own.isPresent()) {
      return tree.marks().isWhiteout(present(), child, own.get()) ? Optional.empty() : own;
    }
    return findBelow(child).map(UnionEntry::status);
  }

  /** Whether the upper tree itself has the name. */
  public boolean isInUpper(ByteString child) throws ErrnoException {
    return findUpper(child).isPresent();
  }

  private Optional<FileStatus> findUpper(ByteString child) throws ErrnoException {
    Fd directory = upper;
    return directory == null ? Optional.empty() : tree.files().find(directory, child.toByteArray());
  }

  /** What the layers below have of that name, whether it shows through or not. */
  public Optional<UnionEntry> findBelow(ByteString child) throws ErrnoException {
    return below == null ? Optional.empty() : below.find(child);
  }

  /** Opens a name that {@link #find} says is a directory; the caller closes it first. */
  public UpperDirectory open(ByteString child) throws ErrnoException {
    Optional<FileStatus> own = findUpper(child);
    if (own.isEmpty()) {
      UnionEntry entry = findBelow(child).orElseThrow();
      return new UpperDirectory(tree, this, child, path.child(child), belowOpened().open(entry));
    }
    Fd opened = openForUse(child, own.get());
    try {
      Optional<UnionEntry> entry = findBelow(child).filter(e -> e.status().isDirectory());
      UnionDirectory merged =
          entry.isEmpty() || tree.marks().isOpaque(opened) ? null : belowOpened().open(entry.get());
      UpperDirectory directory = new UpperDirectory(tree, this, child, path.child(child), merged);
      directory.attach(opened, own.get());
      return directory;
    } catch (ErrnoException e) {
      opened.close();
      throw e;
    }
  }

  private UnionDirectory belowOpened() {
    if (below == null) {
      throw new IllegalStateException("nothing is below /" + path);
    }
    return below;
  }

  /** A directory of ours that its own mode closes is opened all the same. */
  private Fd openForUse(ByteString child, FileStatus status) throws ErrnoException {
    byte[] bytes = child.toByteArray();
    boolean closed = (status.permissions() & OWNER_ALL) != OWNER_ALL;
    if (closed) {
      tree.files().fchmodat(present(), bytes, status.permissions() | OWNER_ALL);
    }
    return tree.files().openat(present(), bytes, OPEN_DIRECTORY);
  }

  /**
   * Makes a directory where there is none; what was there of another type must be gone.
   *
   * @param image its metadata, set when it is closed
   */
  public UpperDirectory make(ByteString child, ImageFile image) throws IOException {
    Fd directory = prepared();
    boolean hides = findBelow(child).filter(entry -> entry.status().isDirectory()).isPresent();
    removeUpper(child);
    Fd made = makeClosed(directory, child);
    try {
      if (hides) {
        tree.marks().setOpaque(made);
      }
    } catch (ErrnoException e) {
      made.close();
      throw e;
    }
    UpperDirectory result = new UpperDirectory(tree, this, child, path.child(child), null);
    result.upper = made;
    result.metadata = image;
    result.isNew = true;
    return result;
  }

  private Fd makeClosed(Fd directory, ByteString child) throws ErrnoException {
    tree.files().mkdirat(directory, child.toByteArray(), OWNER_ALL);
    return tree.files().openat(directory, child.toByteArray(), OPEN_DIRECTORY);
  }

  /** Sets what metadata, times included, the directory gets when it is closed. */
  public void describe(ImageFile image) throws IOException {
    copiedUp();
    metadata = image;
  }

  /** Sets the time that the directory gets when it is closed, if it is in the upper tree. */
  public void date(Timestamp time) {
    modified = time;
  }

  /** Sets the mode that the directory gets when it is closed. */
  public void permit(int permissions) throws IOException {
    copiedUp();
    if (metadata == null) {
      permissionsToRestore = permissions;
    } else {
      metadata = metadata.withPermissions(permissions);
    }
  }

  /**
   * The directory in the upper tree, for making an entry of that name in it; whatever the upper
   * tree has of that name is removed, a directory with all that is in it.
   */
  public Fd replace(ByteString child) throws IOException {
    Fd directory = prepared();
    removeUpper(child);
    return directory;
  }

  /**
   * As {@link #replace}, but a directory of the merged view is never replaced. In a directory that
   * this object has made nothing is looked for: the caller asks once for each name.
   *
   * @return the directory in the upper tree, or empty where the name is a directory
   */
  public Optional<Fd> replaceFile(ByteString child) throws IOException {
    if (isNew) {
      return Optional.of(prepared());
    }
    Optional<FileStatus> own = findUpper(child);
    if (own.isEmpty()) {
      boolean isDirectory =
          findBelow(child).filter(entry -> entry.status().isDirectory()).isPresent();
      return isDirectory ? Optional.empty() : Optional.of(prepared());
    }
    if (own.get().isDirectory()) {
      return Optional.empty();
    }
    tree.files().unlinkat(prepared(), child.toByteArray());
    return Optional.of(prepared());
  }

  /**
   * Makes sure that the merged view has nothing of that name: what the upper tree has is removed,
   * what is below is hidden by a character device 0:0, which everybody may make (Linux 5.8).
   */
  public void hide(ByteString child) throws IOException {
    Fd directory = replace(child);
    if (findBelow(child).isPresent()) {
      tree.files()
          .mknodat(directory, child.toByteArray(), FileType.CHARACTER_DEVICE, 0, DeviceNumber.ZERO);
    }
  }

  private void removeUpper(ByteString child) throws IOException {
    if (findUpper(child).isPresent()) {
      tree.remover().remove(present(), child.toByteArray());
    }
  }

  /** The directory in the upper tree, copied up if it was not there; entries may be made in it. */
  private Fd prepared() throws IOException {
    changed = true;
    return copiedUp();
  }

  private Fd copiedUp() throws IOException {
    Fd directory = upper;
    if (directory != null) {
      return directory;
    }
    if (parent == null || below == null) {
      throw new IllegalStateException("the root of an upper tree is always there");
    }
    directory = makeClosed(parent.copiedUp(), name);
    upper = directory;
    metadata =
        tree.reader()
            .read(below.top(), ByteString.of("."), below.status())
            .withModified(tree.now());
    return directory;
  }

  /** The directory in the upper tree. */
  Fd upper() {
    return present();
  }

  private Fd present() {
    if (upper == null) {
      throw new IllegalStateException("/" + path + " is not in the upper tree");
    }
    return upper;
  }

  /**
   * Gives the directory its metadata and closes it.
   *
   * @throws IOException also where the metadata could not be set; it is closed all the same
   */
  @Override
  public void close() throws IOException {
    try {
      if (upper != null) {
        finish(upper);
      }
    } finally {
      if (upper != null) {
        upper.close();
      }
      if (below != null) {
        below.close();
      }
    }
  }

  private void finish(Fd directory) throws ErrnoException {
    if (metadata != null) {
      ImageFile dated = modified == null ? metadata : metadata.withModified(modified);
      tree.writer().finish(directory, path, dated);
      return;
    }
    if (modified != null || changed) {
      tree.files().futimens(directory, modified == null ? tree.now() : modified);
    }
    if (permissionsToRestore != UNCHANGED) {
      tree.files().fchmod(directory, permissionsToRestore);
    }
  }
}
