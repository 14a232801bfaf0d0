package io.grampus.build.copy;

import io.grampus.build.layer.ArchivePath;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.TarEntry;
import io.grampus.build.layer.TarFormatException;
import io.grampus.build.layer.TarInput;
import io.grampus.build.layer.UpperDirectory;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.FileStatus;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a tar archive into a directory of the image, as ADD does.
 *
 * <p>The directory is the root for the archive: {@code ..} is refused, links that lead upwards or
 * are absolute stop there, hard links reach only files below it. An entry replaces whatever has its
 * name, except that directories merge. A later entry wins over an earlier one. Names that would be
 * whiteouts in a layer are files like any other. Owners are the archive's unless another one is
 * asked for. Times that 64 bits of nanoseconds have no room for become the epoch, as in BuildKit.
 */
final class ArchiveUnpacker {
  private static final int IMPLIED_DIRECTORY_MODE = 0755;
  private static final Timestamp END_OF_TIME = new Timestamp(9_223_372_036L, 854_775_807);
  private static final ByteString WHITEOUT = ByteString.of(".wh.");
  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private final UpperTree target;
  private final ByteString root;
  private final EntryWriter entries;
  private final boolean isLayer;
  private final @Nullable Owner owner;
  private final Map<ByteString, ImageFile> directories = new LinkedHashMap<>();
  private ByteString openPath = ByteString.EMPTY;
  private @Nullable UpperPath open;

  /**
   * An unpacker into an existing directory.
   *
   * @param root the directory's path, links resolved
   * @param owner of everything that is unpacked, or null for the archive's owners
   */
  ArchiveUnpacker(UpperTree target, ByteString root, @Nullable Owner owner) {
    this(target, root, owner, false);
  }

  private ArchiveUnpacker(
      UpperTree target, ByteString root, @Nullable Owner owner, boolean isLayer) {
    this.target = target;
    this.root = root;
    this.entries = new EntryWriter(target);
    this.owner = owner;
    this.isLayer = isLayer;
  }

  /** An unpacker of layers, whose whiteouts delete what the layers below have. */
  static ArchiveUnpacker ofLayer(UpperTree target) {
    return new ArchiveUnpacker(target, ByteString.EMPTY, null, true);
  }

  /**
   * Unpacks everything.
   *
   * @throws CopyException {@code add-archive} for an archive that is damaged or refused
   */
  void unpack(LocalArchive archive) throws IOException {
    try (InputStream content = archive.open()) {
      unpack(content);
    } catch (TarFormatException e) {
      throw CopyException.badArchive("/" + archive.path(), e);
    }
  }

  /**
   * Unpacks everything of an uncompressed stream.
   *
   * @throws TarFormatException for an archive that is damaged or refused
   */
  void unpack(InputStream content) throws IOException {
    try {
      unpackEntries(new TarInput(content));
    } finally {
      closeOpen();
    }
    describeDirectories();
  }

  private void unpackEntries(TarInput in) throws IOException {
    TarEntry entry = in.next();
    while (entry != null) {
      ByteString path = ArchivePath.clean(entry.path());
      if (!path.isEmpty()) {
        unpackEntry(path, entry, in.content());
      }
      entry = in.next();
    }
  }

  private void unpackEntry(ByteString path, TarEntry entry, InputStream content)
      throws IOException {
    int slash = path.lastIndexOf('/');
    ByteString name = path.substring(slash + 1);
    if (isLayer && name.startsWith(WHITEOUT)) {
      delete(path, name.substring(WHITEOUT.length()));
      return;
    }
    switch (entry.type()) {
      case DIRECTORY -> makeDirectory(path, image(entry));
      case HARD_LINK -> {
        ByteString existing = hardLinkTarget(entry);
        entries.link(existing, parent(path), name);
      }
      case REGULAR, SYMLINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE ->
          entries.write(entry, image(entry), content, parent(path), name);
    }
  }

  private void delete(ByteString whiteout, ByteString name) throws IOException {
    boolean isName = !name.isEmpty() && !name.equals(DOT) && !name.equals(DOT_DOT);
    if (!isName || name.startsWith(WHITEOUT)) {
      throw new TarFormatException("has a whiteout that is not supported: " + whiteout);
    }
    parent(whiteout).hide(name);
  }

  private ImageFile image(TarEntry entry) {
    ImageFile packed = entry.toImageFile(target.writer()::carries);
    if (!isLayer && !isInTime(packed.modified())) {
      packed = packed.withModified(Timestamp.EPOCH);
    }
    return owner == null ? packed : packed.withOwner(owner);
  }

  private static boolean isInTime(Timestamp time) {
    return time.compareTo(Timestamp.EPOCH) >= 0 && time.compareTo(END_OF_TIME) <= 0;
  }

  /** A directory's times are set at the end, when nothing is made in it any more. */
  private void makeDirectory(ByteString path, ImageFile image) throws IOException {
    int slash = path.lastIndexOf('/');
    ByteString name = path.substring(slash + 1);
    UpperDirectory parent = parent(path);
    Optional<FileStatus> existing = parent.find(name);
    boolean isThere = existing.filter(FileStatus::isDirectory).isPresent();
    if (!isThere) {
      parent.replace(name);
      parent.make(name, image).close();
    }
    directories.put(parent.path().child(name), image);
  }

  /** The directory that holds the path, kept open for the next entry in it. */
  private UpperDirectory parent(ByteString path) throws IOException {
    int slash = path.lastIndexOf('/');
    ByteString parent = slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
    UpperPath present = open;
    if (present == null || !parent.equals(openPath)) {
      closeOpen();
      present = openParent(parent);
      open = present;
      openPath = parent;
    }
    return present.directory();
  }

  private UpperPath openParent(ByteString parent) throws IOException {
    ByteString resolved;
    try (Resolution found = target.merged().resolve(root, parent, true)) {
      resolved = found.path();
    } catch (ErrnoException e) {
      throw refused(e, parent);
    }
    Owner implies = owner == null ? Owner.ROOT : owner;
    ImageFile implied = ImageFile.directory(IMPLIED_DIRECTORY_MODE, implies, target.now());
    try {
      return target.directory(resolved, implied);
    } catch (ErrnoException e) {
      throw refused(e, parent);
    }
  }

  private static IOException refused(ErrnoException failure, ByteString parent) {
    return switch (failure.errno()) {
      case Errno.ENOTDIR ->
          new TarFormatException("puts entries below " + parent + ", which is no directory");
      case Errno.ELOOP -> new TarFormatException("has links in a circle at " + parent);
      default -> failure;
    };
  }

  private ByteString hardLinkTarget(TarEntry entry) throws IOException {
    closeOpen();
    ByteString path = existingFile(entry);
    entries.copyUp(path);
    return path;
  }

  private ByteString existingFile(TarEntry entry) throws IOException {
    ByteString path = ArchivePath.clean(entry.target());
    try (Resolution found = target.merged().resolve(root, path, false)) {
      if (found instanceof Resolution.File) {
        return found.path();
      }
    } catch (ErrnoException e) {
      throw refused(e, path);
    }
    throw new TarFormatException(
        "has a hard link from " + entry.path() + " to " + path + ", which is no file");
  }

  private void closeOpen() throws IOException {
    UpperPath closing = open;
    open = null;
    if (closing != null) {
      closing.close();
    }
  }

  private void describeDirectories() throws IOException {
    for (Map.Entry<ByteString, ImageFile> directory : directories.entrySet()) {
      if (isStillDirectory(directory.getKey())) {
        try (UpperPath chain = target.directory(directory.getKey(), directory.getValue())) {
          chain.directory().describe(directory.getValue());
        }
      }
    }
  }

  private boolean isStillDirectory(ByteString path) throws IOException {
    try (Resolution found = target.merged().resolve(path, false)) {
      return found instanceof Resolution.Directory && found.path().equals(path);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTDIR) {
        return false;
      }
      throw e;
    }
  }
}
