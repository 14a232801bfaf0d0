package io.grampus.os;

/**
 * Opens files of ours even where their own mode keeps us out, as root would.
 *
 * <p>Images hold files and directories of mode 0000 (a shadow file) or without the owner's read
 * permission. The owner may change the mode: it is lifted while the file is being opened, for a
 * directory as long as it is in use, and put back, whatever happens in between.
 */
public final class ReadAccess {
  /** A file opened for reading; closing it puts a lifted mode back. */
  public static final class Opened implements AutoCloseable {
    private static final int UNCHANGED = -1;

    private final FileCalls files;
    private final Fd fd;
    private int permissionsToRestore;

    private Opened(FileCalls files, Fd fd, int permissionsToRestore) {
      this.files = files;
      this.fd = fd;
      this.permissionsToRestore = permissionsToRestore;
    }

    /** The open file. */
    public Fd fd() {
      return fd;
    }

    boolean isLifted() {
      return permissionsToRestore != UNCHANGED;
    }

    @Override
    public void close() {
      restore();
      fd.close();
    }

    private void restore() {
      if (!isLifted()) {
        return;
      }
      int permissions = permissionsToRestore;
      permissionsToRestore = UNCHANGED;
      try {
        files.fchmod(fd, permissions);
      } catch (ErrnoException e) {
        // Only a file system that became unusable meanwhile refuses the owner this; whoever
        // reads or writes next learns it.
        return;
      }
    }
  }

  private static final int OWNER_READ = 0400;
  private static final int OWNER_READ_SEARCH = 0500;

  private final FileCalls files;

  /** Opens by those calls. */
  public ReadAccess(FileCalls files) {
    this.files = files;
  }

  /**
   * Opens a name for reading, links not followed.
   *
   * @param flags further flags of {@link OpenFlags}
   * @throws ErrnoException EACCES where the file is not ours either
   */
  public Opened open(Fd directory, byte[] name, int flags) throws ErrnoException {
    Opened opened = openHeld(directory, name, flags);
    if (!isForDirectories(flags)) {
      opened.restore();
    }
    return opened;
  }

  /**
   * As {@link #open}, but the mode stays lifted until closing for files too, as calls need that
   * look at the mode each time; xattr(7).
   */
  public Opened openHeld(Fd directory, byte[] name, int flags) throws ErrnoException {
    try {
      Fd fd = files.openat(directory, name, flags | OpenFlags.NOFOLLOW);
      return isForDirectories(flags) ? searchable(fd) : new Opened(files, fd, Opened.UNCHANGED);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      return openLifted(directory, name, flags, e);
    }
  }

  private static boolean isForDirectories(int flags) {
    return (flags & OpenFlags.DIRECTORY) != 0;
  }

  /** A directory may be readable but not searchable: its names are known, nothing more. */
  private Opened searchable(Fd directory) throws ErrnoException {
    try {
      int permissions = files.statx(directory).permissions();
      if ((permissions & OWNER_READ_SEARCH) == OWNER_READ_SEARCH
          || !lift(directory, permissions | OWNER_READ_SEARCH)) {
        return new Opened(files, directory, Opened.UNCHANGED);
      }
      return new Opened(files, directory, permissions);
    } catch (ErrnoException e) {
      directory.close();
      throw e;
    }
  }

  private Opened openLifted(Fd directory, byte[] name, int flags, ErrnoException refused)
      throws ErrnoException {
    try (Fd path = files.openat(directory, name, OpenFlags.PATH | OpenFlags.NOFOLLOW)) {
      int permissions = files.statx(path).permissions();
      int needed = isForDirectories(flags) ? OWNER_READ_SEARCH : OWNER_READ;
      if (!lift(path, permissions | needed)) {
        throw refused;
      }
      Fd fd;
      try {
        fd = files.openat(directory, name, flags | OpenFlags.NOFOLLOW);
      } catch (ErrnoException e) {
        lift(path, permissions);
        throw e;
      }
      return new Opened(files, fd, permissions);
    }
  }

  /** Whether the mode could be changed: it is ours to change. */
  private boolean lift(Fd file, int permissions) {
    try {
      files.fchmod(file, permissions);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }
}
