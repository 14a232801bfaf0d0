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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies what is no directory, keeping hard links among the files of one source. */
final class FileCopier {
  private static final int CREATE = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.RDWR;
  private static final int OPEN_SOURCE = OpenFlags.RDONLY | OpenFlags.NONBLOCK;
  private static final int OWNER_ALL = 0700;

  /** Says what a copy of a file looks like. Safe for use by several threads. */
  @FunctionalInterface
  interface Appearance {
    /** The metadata of the copy of a file with these attributes. */
    ImageFile of(UnionEntry entry, List<ByteString> attributes) throws IOException;
  }

  private record FileKey(DeviceNumber device, long inode) {
    static FileKey of(UnionEntry entry) {
      return new FileKey(entry.status().device(), entry.status().inode());
    }
  }

  private final TreeAccess access;
  private final UpperTree target;
  private final Appearance appearance;
  private final Map<FileKey, ByteString> copied = new HashMap<>();

  FileCopier(TreeAccess access, UpperTree target, Appearance appearance) {
    this.access = access;
    this.target = target;
    this.appearance = appearance;
  }

  /** What the copy of a directory looks like. */
  ImageFile appearance(UnionEntry entry) throws IOException {
    List<ByteString> attributes =
        access.xattrs().list(entry.directory(), entry.name().toByteArray());
    return appearance.of(entry, attributes);
  }

  /** Copies one file over whatever has its name, unless that is a directory. */
  void copy(UnionEntry source, UpperDirectory into, ByteString name) throws IOException {
    prepare(source, into, name).run();
  }

  /**
   * Prepares to copy one file, as {@link #copy}: what was there is gone, and what it takes to know
   * of other files is done.
   *
   * @return the rest, which any thread may do while the two directories are open
   */
  DeferredWork.Work prepare(UnionEntry source, UpperDirectory into, ByteString name)
      throws IOException {
    switch (source.status().type()) {
      case REGULAR -> {
        return prepareRegular(source, into, name);
      }
      case SYMLINK -> copyLink(source, place(into, name), name);
      case FIFO -> makeFifo(source, place(into, name), name);
      case CHARACTER_DEVICE, BLOCK_DEVICE -> {
        Fd directory = place(into, name);
        makePlaceholder(appearance(source), directory, into.path().child(name), name);
      }
      case SOCKET -> copySocket(source, into, name);
      case DIRECTORY, UNKNOWN -> {}
    }
    return () -> {};
  }

  private DeferredWork.Work prepareRegular(UnionEntry source, UpperDirectory into, ByteString name)
      throws IOException {
    ByteString path = into.path().child(name);
    if (source.status().links() == 1) {
      Fd directory = place(into, name);
      return () -> copyContent(source, directory, path, name);
    }
    Optional<ByteString> earlier =
        Optional.ofNullable(copied.putIfAbsent(FileKey.of(source), path));
    Fd directory = place(into, name);
    if (earlier.isPresent()) {
      target.link(earlier.get(), into, name);
    } else {
      copyContent(source, directory, path, name);
    }
    return () -> {};
  }

  private void copyContent(UnionEntry source, Fd directory, ByteString path, ByteString name)
      throws IOException {
    byte[] bytes = source.name().toByteArray();
    try (ReadAccess.Opened from = access.readable().open(source.directory(), bytes, OPEN_SOURCE)) {
      ImageFile image = appearance.of(source, access.xattrs().list(from.fd()));
      if (image.type() != FileType.REGULAR) {
        makePlaceholder(image, directory, path, name);
        return;
      }
      try (Fd to = create(directory, name)) {
        access.data().copy(from.fd(), to, source.status().size());
        target.writer().finish(to, path, image);
      }
    }
  }

  /** The directory to make the entry in, where nothing has its name any more. */
  private static Fd place(UpperDirectory into, ByteString name) throws IOException {
    return into.replaceFile(name)
        .orElseThrow(() -> CopyException.fileOverDirectory(into.path().child(name)));
  }

  private Fd create(Fd directory, ByteString name) throws IOException {
    return access.files().openat(directory, name.toByteArray(), CREATE, OWNER_ALL);
  }

  private void copyLink(UnionEntry source, Fd directory, ByteString name) throws IOException {
    byte[] link = access.files().readlinkat(source.directory(), source.name().toByteArray());
    access.files().symlinkat(link, directory, name.toByteArray());
    target.writer().finishUnopened(directory, name, appearance(source));
  }

  private void makeFifo(UnionEntry source, Fd directory, ByteString name) throws IOException {
    access
        .files()
        .mknodat(directory, name.toByteArray(), FileType.FIFO, OWNER_ALL, DeviceNumber.ZERO);
    target.writer().finishUnopened(directory, name, appearance(source));
  }

  /**
   * No program can use a copy of a socket, so there is one only where it becomes something else.
   */
  private void copySocket(UnionEntry source, UpperDirectory into, ByteString name)
      throws IOException {
    ImageFile image = appearance(source);
    if (image.type() == FileType.REGULAR) {
      makePlaceholder(image, place(into, name), into.path().child(name), name);
    }
  }

  /** Only a real root makes device nodes: an empty file stands for one. */
  private void makePlaceholder(ImageFile image, Fd directory, ByteString path, ByteString name)
      throws IOException {
    try (Fd to = create(directory, name)) {
      target.writer().finish(to, path, image);
    }
  }
}
