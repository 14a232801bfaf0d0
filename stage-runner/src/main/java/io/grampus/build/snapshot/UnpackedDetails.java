package io.grampus.build.snapshot;

import io.grampus.build.layer.ArchivePath;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.LayerStream;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.PendingXattr;
import io.grampus.build.layer.TarEntry;
import io.grampus.build.layer.TarFormatException;
import io.grampus.build.layer.TarInput;
import io.grampus.build.layer.TarType;
import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds to an unpacked base image what an unprivileged tool cannot unpack: the owners of symbolic
 * links and FIFOs, devices, file capabilities, trusted attributes, access control lists.
 */
public final class UnpackedDetails {
  private static final ByteString WHITEOUT = ByteString.of(".wh.");
  private static final ByteString CAPABILITY = ByteString.of("security.capability");
  private static final ByteString TRUSTED = ByteString.of("trusted.");
  private static final ByteString ACCESS_LIST = ByteString.of("system.posix_acl_");
  private static final long IN_THE_TREE = OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_SYMLINKS;

  private final StoreFiles files;

  /** Details of trees that these files belong to. */
  public UnpackedDetails(StoreFiles files) {
    this.files = files;
  }

  /**
   * Reads the layers and completes the tree.
   *
   * @param layers of the image, lowest first
   * @param root the unpacked root file system
   * @param beside the directory in which the side table is saved
   */
  public void complete(List<LayerStream> layers, Path root, Path beside) throws IOException {
    Map<ByteString, TarEntry> special = new TreeMap<>();
    for (LayerStream layer : layers) {
      collect(layer, special);
    }
    if (special.isEmpty()) {
      return;
    }
    List<PendingXattr> pending = new ArrayList<>();
    try (Fd tree = open(root)) {
      for (TarEntry entry : special.values()) {
        apply(entry, tree, pending);
      }
    }
    files.setPending(root, pending);
    files.notes().save(beside);
  }

  /** Takes in what was saved beside a tree that an earlier process completed. */
  public void recall(Path beside) throws IOException {
    files.notes().load(beside);
  }

  private Fd open(Path root) throws ErrnoException {
    byte[] path = ByteString.of(root.toString()).toByteArray();
    return calls().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY);
  }

  private FileCalls calls() {
    return files.access().files();
  }

  /** A later layer's entry takes an earlier one's place; a whiteout takes all below it away. */
  private static void collect(LayerStream layer, Map<ByteString, TarEntry> special)
      throws IOException {
    try (InputStream in = layer.open()) {
      TarInput tar = new TarInput(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        ByteString path = pathInTree(entry);
        int slash = path.lastIndexOf('/');
        ByteString name = path.substring(slash + 1);
        if (name.startsWith(WHITEOUT)) {
          ByteString parent = slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
          ByteString gone = parent.child(name.substring(WHITEOUT.length()));
          special.keySet().removeIf(other -> isAtOrBelow(other, gone));
        } else if (isSpecial(entry) && !path.isEmpty()) {
          special.put(path, entry);
        } else {
          special.remove(path);
        }
      }
    }
  }

  /** An entry that would lead out has been put somewhere inside; it is not known where. */
  private static ByteString pathInTree(TarEntry entry) {
    try {
      return ArchivePath.clean(entry.path());
    } catch (TarFormatException e) {
      return ByteString.EMPTY;
    }
  }

  private static boolean isAtOrBelow(ByteString path, ByteString directory) {
    return path.equals(directory) || path.startsWith(directory.concat(ByteString.of("/")));
  }

  private static boolean isSpecial(TarEntry entry) {
    return switch (entry.type()) {
      case CHARACTER_DEVICE, BLOCK_DEVICE -> true;
      case SYMLINK, FIFO -> !entry.owner().equals(Owner.ROOT);
      case REGULAR, DIRECTORY ->
          entry.xattrs().keySet().stream().anyMatch(UnpackedDetails::isPrivileged);
      case HARD_LINK -> false;
    };
  }

  private static boolean isPrivileged(ByteString attribute) {
    return attribute.equals(CAPABILITY)
        || attribute.startsWith(TRUSTED)
        || attribute.startsWith(ACCESS_LIST);
  }

  /** An entry whose place holds something else by now, or is reached by a link, is left alone. */
  private void apply(TarEntry entry, Fd tree, List<PendingXattr> pending) throws IOException {
    ByteString path = pathInTree(entry);
    int slash = path.lastIndexOf('/');
    byte[] parent = slash < 0 ? new byte[] {'.'} : path.substring(0, slash).toByteArray();
    ByteString name = path.substring(slash + 1);
    try (Fd directory =
        calls().openat2(tree, parent, OpenFlags.PATH | OpenFlags.DIRECTORY, 0, IN_THE_TREE)) {
      FileStatus status = calls().statx(directory, name.toByteArray());
      boolean directories = entry.type() == TarType.DIRECTORY && status.isDirectory();
      if (status.type() == FileType.REGULAR || directories) {
        finishOpened(directory, name, path, image(entry), pending);
      } else if (status.type() == entry.type().fileType()) {
        files.writer(pending::add).finishUnopened(directory, name, image(entry));
      }
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ELOOP && e.errno() != Errno.ENOTDIR) {
        throw e;
      }
    }
  }

  private void finishOpened(
      Fd directory, ByteString name, ByteString path, ImageFile image, List<PendingXattr> pending)
      throws ErrnoException {
    int flags = OpenFlags.NONBLOCK | OpenFlags.NOFOLLOW;
    try (ReadAccess.Opened opened =
        files.access().readable().open(directory, name.toByteArray(), flags)) {
      files.writer(pending::add).finish(opened.fd(), path, image);
    }
  }

  private ImageFile image(TarEntry entry) {
    return entry.toImageFile(files.writer(unused -> {})::carries);
  }
}
