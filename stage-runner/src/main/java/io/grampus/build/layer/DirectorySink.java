package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.TreeAccess;
import io.grampus.os.TreeRemover;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a flattened image into a directory, as the user who calls.
 *
 * <p>Modes and times are kept. Owners are lost, and with them setuid and setgid bits, which would
 * lend the caller's own rights to others. Device nodes are left out. What the directory has of the
 * same names is replaced, directories merge, and no link is followed.
 */
public final class DirectorySink implements FlattenSink {
  private static final long INSIDE = OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_SYMLINKS;
  private static final int CREATE = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.WRONLY;
  private static final int OPEN_DIRECTORY = OpenFlags.RDONLY | OpenFlags.DIRECTORY;
  private static final int KEPT_MODE = 01777;
  private static final int OWNER_ALL = 0700;
  private static final int BLOCK = 256 * 1024;

  private final TreeAccess access;
  private final TreeRemover remover;
  private final Fd root;
  private final Consumer<String> warnings;
  private final List<TarEntry> directories = new ArrayList<>();
  private final byte[] buffer = new byte[BLOCK];

  /**
   * Writes below the directory.
   *
   * @param root open for reading; stays open
   * @param warnings told, in one sentence, of what could not be written
   */
  public DirectorySink(TreeAccess access, Fd root, Consumer<String> warnings) {
    this.access = access;
    this.remover = new TreeRemover(access.files());
    this.root = root;
    this.warnings = warnings;
  }

  @Override
  public void directory(TarEntry directory) throws IOException {
    directories.add(directory);
    byte[] name = name(directory.path());
    try (Fd parent = parent(directory.path())) {
      try {
        access.files().mkdirat(parent, name, OWNER_ALL);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EEXIST) {
          throw e;
        }
        takeOver(parent, name);
      }
    }
  }

  private void takeOver(Fd parent, byte[] name) throws IOException {
    FileStatus present = access.files().statx(parent, name);
    if (!present.isDirectory()) {
      access.files().unlinkat(parent, name);
      access.files().mkdirat(parent, name, OWNER_ALL);
    } else if ((present.permissions() & OWNER_ALL) != OWNER_ALL) {
      access.files().fchmodat(parent, name, OWNER_ALL);
    }
  }

  @Override
  public void file(TarEntry file, InputStream content) throws IOException {
    byte[] name = name(file.path());
    try (Fd parent = parent(file.path())) {
      remover.remove(parent, name);
      switch (file.type()) {
        case REGULAR -> write(parent, name, file, content);
        case SYMLINK -> {
          access.files().symlinkat(file.target().toByteArray(), parent, name);
          access.files().utimensat(parent, name, file.modified());
        }
        case FIFO -> {
          access.files().mknodat(parent, name, FileType.FIFO, OWNER_ALL, DeviceNumber.ZERO);
          access.files().fchmodat(parent, name, file.permissions() & KEPT_MODE);
          access.files().utimensat(parent, name, file.modified());
        }
        case CHARACTER_DEVICE, BLOCK_DEVICE ->
            warnings.accept("/" + file.path() + " is a device and was not written");
        case DIRECTORY, HARD_LINK -> throw new IllegalArgumentException("no file: " + file.path());
      }
    }
  }

  private void write(Fd parent, byte[] name, TarEntry file, InputStream content)
      throws IOException {
    try (Fd made = access.files().openat(parent, name, CREATE, OWNER_ALL)) {
      int count = content.read(buffer);
      while (count >= 0) {
        access.data().write(made, buffer, 0, count);
        count = content.read(buffer);
      }
      access.files().fchmod(made, file.permissions() & KEPT_MODE);
      access.files().futimens(made, file.modified());
    }
  }

  @Override
  public void link(TarEntry file, ByteString earlier) throws IOException {
    if (file.type() == TarType.CHARACTER_DEVICE || file.type() == TarType.BLOCK_DEVICE) {
      return;
    }
    byte[] name = name(file.path());
    try (Fd parent = parent(file.path());
        Fd holder = parent(earlier)) {
      remover.remove(parent, name);
      access.files().linkat(holder, name(earlier), parent, name);
    }
  }

  /** Directories get their modes and times last: making files in them changed the times. */
  @Override
  public void finish() throws IOException {
    Collections.reverse(directories);
    for (TarEntry directory : directories) {
      try (Fd made =
          access.files().openat2(root, directory.path().toByteArray(), OPEN_DIRECTORY, 0, INSIDE)) {
        access.files().futimens(made, directory.modified());
        access.files().fchmod(made, directory.permissions() & KEPT_MODE);
      }
    }
  }

  private Fd parent(ByteString path) throws ErrnoException {
    int slash = path.lastIndexOf('/');
    ByteString parent = slash < 0 ? ByteString.of(".") : path.substring(0, slash);
    return access.files().openat2(root, parent.toByteArray(), OPEN_DIRECTORY, 0, INSIDE);
  }

  private static byte[] name(ByteString path) {
    return path.substring(path.lastIndexOf('/') + 1).toByteArray();
  }
}
