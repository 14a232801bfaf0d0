package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.layer.UpperDirectory;
import io.grampus.build.layer.UpperTree;
import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Fd;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Copies what is no directory, keeping hard links among the files of one source. */
final class FileCopier {
  private static final int CREATE = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.RDWR;
  private static final int OPEN_SOURCE = OpenFlags.RDONLY | OpenFlags.NONBLOCK;
  private static final int OWNER_ALL = 0700;

  private record FileKey(DeviceNumber device, long inode) {}

  private final TreeAccess access;
  private final UpperTree target;
  private final Map<FileKey, ByteString> copied = new HashMap<>();

  FileCopier(TreeAccess access, UpperTree target) {
    this.access = access;
    this.target = target;
  }

  /**
   * Copies one file over whatever has its name, unless that is a directory. Sockets are left out.
   *
   * @param image the metadata of the copy
   */
  void copy(UnionEntry source, ImageFile image, UpperDirectory into, ByteString name)
      throws IOException {
    switch (image.type()) {
      case REGULAR -> copyRegular(source, image, into, name);
      case SYMLINK -> copyLink(source, image, into, name);
      case FIFO -> makeFifo(image, into, name);
      case CHARACTER_DEVICE, BLOCK_DEVICE -> makePlaceholder(image, into, name);
      case SOCKET, DIRECTORY, UNKNOWN -> {}
    }
  }

  private void copyRegular(UnionEntry source, ImageFile image, UpperDirectory into, ByteString name)
      throws IOException {
    if (source.status().links() > 1) {
      FileKey key = new FileKey(source.status().device(), source.status().inode());
      Optional<ByteString> earlier =
          Optional.ofNullable(copied.putIfAbsent(key, into.path().child(name)));
      if (earlier.isPresent()) {
        place(into, name);
        target.link(earlier.get(), into, name);
        return;
      }
    }
    byte[] bytes = source.name().toByteArray();
    try (ReadAccess.Opened from = access.readable().open(source.directory(), bytes, OPEN_SOURCE);
        Fd to = create(into, name)) {
      access.data().copy(from.fd(), to, source.status().size());
      target.writer().finish(to, into.path().child(name), image);
    }
  }

  /** Makes a regular file of that content. */
  void write(byte[] content, ImageFile image, UpperDirectory into, ByteString name)
      throws IOException {
    try (Fd to = create(into, name)) {
      access.data().write(to, content, 0, content.length);
      target.writer().finish(to, into.path().child(name), image);
    }
  }

  /** The directory to make the entry in, where nothing has its name any more. */
  private static Fd place(UpperDirectory into, ByteString name) throws IOException {
    return into.replaceFile(name)
        .orElseThrow(() -> CopyException.fileOverDirectory(into.path().child(name)));
  }

  private Fd create(UpperDirectory into, ByteString name) throws IOException {
    return access.files().openat(place(into, name), name.toByteArray(), CREATE, OWNER_ALL);
  }

  private void copyLink(UnionEntry source, ImageFile image, UpperDirectory into, ByteString name)
      throws IOException {
    byte[] link = access.files().readlinkat(source.directory(), source.name().toByteArray());
    Fd directory = place(into, name);
    access.files().symlinkat(link, directory, name.toByteArray());
    target.writer().finishUnopened(directory, name, image);
  }

  private void makeFifo(ImageFile image, UpperDirectory into, ByteString name) throws IOException {
    Fd directory = place(into, name);
    access
        .files()
        .mknodat(directory, name.toByteArray(), FileType.FIFO, OWNER_ALL, DeviceNumber.ZERO);
    target.writer().finishUnopened(directory, name, image);
  }

  /** Only a real root makes device nodes: an empty file stands for one. */
  private void makePlaceholder(ImageFile image, UpperDirectory into, ByteString name)
      throws IOException {
    try (Fd to = create(into, name)) {
      target.writer().finish(to, into.path().child(name), image);
    }
  }
}
