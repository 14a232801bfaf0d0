package io.grampus.os;

import org.jspecify.annotations.Nullable;

/**
 * Opens files of ours even where their own mode keeps us out, as root would.
 *
 * <p>Images hold files and directories of mode 0000 (a shadow file) or without the owner's read
 * permission. The owner may change the mode: it is lifted while the file is being opened, for a
 * directory as long as it is in use, and put back, whatever happens in between. Safe for use by
 * several threads.
 */
public final class ReadAccess {
  /** A file opened for reading; closing it puts a lifted mode back. */
  public static final class Opened implements AutoCloseable {
    private final ReadAccess access;
    private final Fd fd;
    private @Nullable FileStatus lifted;

    private Opened(ReadAccess access, Fd fd, @Nullable FileStatus lifted) {
      this.access = access;
      this.fd = fd;
      this.lifted = lifted;
    }

    /** The open file. */
    public Fd fd() {
      return fd;
    }

    /** What statx says of it, with the mode that it has when nobody lifts it. */
    public FileStatus status() throws ErrnoException {
      return access.unlifted(access.files.statx(fd));
    }

    boolean isLifted() {
      return lifted != null;
    }

    private void release() {
      FileStatus status = lifted;
      if (status != null) {
        lifted = null;
        access.lifts.release(fd, status);
      }
    }

    @Override
    public void close() {
      release();
      fd.close();
    }
  }

  private static final int OWNER_READ = 0400;
  private static final int OWNER_READ_SEARCH = 0500;

  private final FileCalls files;
  private final LiftedModes lifts;

  /** Opens by those calls. */
  public ReadAccess(FileCalls files) {
    this.files = files;
    this.lifts = new LiftedModes(files);
  }

  /** The status with the mode that the file has when nobody lifts it. */
  public FileStatus unlifted(FileStatus status) {
    return lifts.unlifted(status);
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
      opened.release();
    }
    return opened;
  }

  /**
   * As {@link #open}, but the mode stays lifted until closing for files too, as calls need that
   * look at the mode each time; xattr(7).
   */
  public Opened openHeld(Fd directory, byte[] name, int flags) throws ErrnoException {
    Fd fd;
    try {
      fd = files.openat(directory, name, flags | OpenFlags.NOFOLLOW);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      return openLifted(directory, name, flags, e);
    }
    return isForDirectories(flags) ? searchable(fd) : new Opened(this, fd, null);
  }

  /** A directory may be readable but not searchable: its names are known, nothing more. */
  private Opened searchable(Fd directory) throws ErrnoException {
    try {
      FileStatus status = files.statx(directory);
      boolean lifted = lifts.acquire(directory, status, OWNER_READ_SEARCH);
      return new Opened(this, directory, lifted ? status : null);
    } catch (ErrnoException e) {
      directory.close();
      throw e;
    }
  }

  private static boolean isForDirectories(int flags) {
    return (flags & OpenFlags.DIRECTORY) != 0;
  }

  private Opened openLifted(Fd directory, byte[] name, int flags, ErrnoException refused)
      throws ErrnoException {
    int needed = isForDirectories(flags) ? OWNER_READ_SEARCH : OWNER_READ;
    try (Fd path = files.openat(directory, name, OpenFlags.PATH | OpenFlags.NOFOLLOW)) {
      FileStatus status = files.statx(path);
      if (!lifts.acquire(path, status, needed)) {
        throw refused;
      }
      try {
        Fd fd = files.openat(directory, name, flags | OpenFlags.NOFOLLOW);
        return new Opened(this, fd, status);
      } catch (ErrnoException e) {
        lifts.release(path, status);
        throw e;
      }
    }
  }
}
