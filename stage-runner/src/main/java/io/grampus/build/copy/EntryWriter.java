package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.TarEntry;
import io.grampus.build.layer.TarFormatException;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.layer.UpperDirectory;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Makes single entries of an archive in the upper tree, over whatever has their names. */
final class EntryWriter {
  private static final int CREATE = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.RDWR;
  private static final int BLOCK = 256 * 1024;
  private static final int OWNER_ALL = 0700;

  private final UpperTree target;
  private final TreeAccess access;
  private final byte[] buffer = new byte[BLOCK];

  EntryWriter(UpperTree target) {
    this.target = target;
    this.access = target.writer().access();
  }

  /** Makes anything but directories and hard links. */
  void write(
      TarEntry entry, ImageFile image, InputStream content, UpperDirectory into, ByteString name)
      throws IOException {
    Fd directory = into.replace(name);
    byte[] bytes = name.toByteArray();
    try {
      switch (image.type()) {
        case SYMLINK -> {
          access.files().symlinkat(entry.target().toByteArray(), directory, bytes);
          target.writer().finishUnopened(directory, name, image);
        }
        case FIFO -> {
          access.files().mknodat(directory, bytes, FileType.FIFO, OWNER_ALL, DeviceNumber.ZERO);
          target.writer().finishUnopened(directory, name, image);
        }
        default -> writeContent(image, content, directory, into.path().child(name), bytes);
      }
    } catch (ErrnoException e) {
      throw refusedName(e, entry);
    }
  }

  private void writeContent(
      ImageFile image, InputStream content, Fd directory, ByteString path, byte[] name)
      throws IOException {
    try (Fd file = access.files().openat(directory, name, CREATE, OWNER_ALL)) {
      int count = image.type() == FileType.REGULAR ? content.read(buffer) : -1;
      while (count >= 0) {
        access.data().write(file, buffer, 0, count);
        count = content.read(buffer);
      }
      target.writer().finish(file, path, image);
    }
  }

  private static IOException refusedName(ErrnoException failure, TarEntry entry) {
    return failure.errno() == Errno.ENAMETOOLONG || failure.errno() == Errno.EINVAL
        ? new TarFormatException("has a name that no file can have: " + entry.path())
        : failure;
  }

  /** Gives an existing file of the upper tree another name. */
  void link(ByteString existing, UpperDirectory into, ByteString name) throws IOException {
    if (!existing.equals(into.path().child(name))) {
      target.link(existing, into, name);
    }
  }

  /** Makes sure that the upper tree has a file, copied up if need be. */
  void copyUp(ByteString path) throws IOException {
    int slash = path.lastIndexOf('/');
    ByteString parent = slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
    ByteString name = path.substring(slash + 1);
    ImageFile unused = ImageFile.directory(OWNER_ALL, Owner.ROOT, target.now());
    try (UpperPath holder = target.directory(parent, unused)) {
      if (!holder.directory().isInUpper(name)) {
        UnionEntry below = holder.directory().findBelow(name).orElseThrow();
        new FileCopier(access, target, this::below).copy(below, holder.directory(), name);
      }
    }
  }

  private ImageFile below(UnionEntry entry, List<ByteString> attributes) throws IOException {
    return target.reader().read(entry.directory(), entry.name(), entry.status(), attributes);
  }
}
