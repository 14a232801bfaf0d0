package io.grampus.os;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The file system calls, typed: names and paths are bytes, descriptors are {@link Fd}, failures are
 * {@link ErrnoException}. Each method is one call of the manual page it is named after.
 *
 * <p>A relative path starts at the directory given. Nothing follows a symbolic link in the last
 * component unless the method says so. Safe for use by several threads.
 */
public final class FileCalls {
  /** The longest name in one directory; NAME_MAX of limits.h. */
  public static final int NAME_MAX = 255;

  private static final byte[] EMPTY_PATH = {};
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_SYMLINK_FOLLOW = 0x400;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_AND_BIRTH = 0xfff;
  private static final int UTIME_OMIT = 0x3ffffffe;
  private static final int SEEK_SET = 0;
  private static final int OPEN_HOW_SIZE = 24;
  private static final int RESOLVE_ATTEMPTS = 128;
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

  private final Syscalls syscalls;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /** File calls on that kernel. */
  public FileCalls(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** The kernel that the calls go to. */
  public Syscalls syscalls() {
    return syscalls;
  }

  /** One thread's memory, for the other classes of file calls in this package. */
  Scratch scratch() {
    return scratch.get();
  }

  /**
   * Opens a file close-on-exec.
   *
   * @param flags of {@link OpenFlags}; without NOFOLLOW a link in the last component is followed
   * @param mode permissions of a file that the call creates, less the process's umask
   */
  public Fd openat(Fd directory, byte[] path, int flags, int mode) throws ErrnoException {
    long address = scratch().first(path, "openat");
    int kernelFlags = OpenFlags.on(syscalls.architecture(), flags | OpenFlags.CLOEXEC);
    long result;
    do {
      result = syscalls.call(SyscallNumber.OPENAT, directory.number(), address, kernelFlags, mode);
    } while (result == -Errno.EINTR);
    return opened(checked(result, "openat", path), flags);
  }

  /** Opens an existing file close-on-exec, as {@link #openat(Fd, byte[], int, int)}. */
  public Fd openat(Fd directory, byte[] path, int flags) throws ErrnoException {
    return openat(directory, path, flags, 0);
  }

  /**
   * Opens a file close-on-exec with limits on how the path is resolved; openat2(2).
   *
   * @param resolve RESOLVE_* of {@link OpenFlags}
   */
  public Fd openat2(Fd directory, byte[] path, int flags, int mode, long resolve)
      throws ErrnoException {
    Scratch memory = scratch();
    long address = memory.first(path, "openat2");
    NativeBuffer how = memory.struct();
    how.putLong(0, OpenFlags.on(syscalls.architecture(), flags | OpenFlags.CLOEXEC));
    how.putLong(8, mode);
    how.putLong(16, resolve);
    long result;
    int attempts = 0;
    do {
      // EAGAIN: a concurrent rename or mount made the walk doubtful; the manual page says retry.
      result =
          syscalls.call(
              SyscallNumber.OPENAT2, directory.number(), address, how.address(), OPEN_HOW_SIZE);
      attempts++;
    } while (result == -Errno.EINTR || (result == -Errno.EAGAIN && attempts < RESOLVE_ATTEMPTS));
    return opened(checked(result, "openat2", path), flags);
  }

  private Fd opened(long number, int flags) {
    return Fd.owned(syscalls, Math.toIntExact(number), (flags & OpenFlags.PATH) != 0);
  }

  /** What the name is. */
  public FileStatus statx(Fd directory, byte[] path) throws ErrnoException {
    return statx(directory, path, AT_SYMLINK_NOFOLLOW);
  }

  /** What the descriptor is, even one opened with O_PATH. */
  public FileStatus statx(Fd file) throws ErrnoException {
    return statx(file, EMPTY_PATH, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
  }

  /**
   * What the name is, or empty where there is no such name. Looking for names in several places is
   * common, and an exception for each miss would cost more than the call.
   */
  public Optional<FileStatus> find(Fd directory, byte[] path) throws ErrnoException {
    Scratch memory = scratch();
    long result = statx(memory, directory, path, AT_SYMLINK_NOFOLLOW);
    if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
      return Optional.empty();
    }
    checked(result, "statx", path);
    return Optional.of(FileStatus.read(memory.struct(), 0));
  }

  private FileStatus statx(Fd directory, byte[] path, int flags) throws ErrnoException {
    Scratch memory = scratch();
    checked(statx(memory, directory, path, flags), "statx", path);
    return FileStatus.read(memory.struct(), 0);
  }

  private long statx(Scratch memory, Fd directory, byte[] path, int flags) throws ErrnoException {
    return syscalls.call(
        SyscallNumber.STATX,
        directory.number(),
        memory.first(path, "statx"),
        flags,
        STATX_BASIC_AND_BIRTH,
        memory.struct().address());
  }

  /** Makes a directory; the mode is lessened by the process's umask. */
  public void mkdirat(Fd directory, byte[] path, int mode) throws ErrnoException {
    long address = scratch().first(path, "mkdirat");
    checked(
        syscalls.call(SyscallNumber.MKDIRAT, directory.number(), address, mode), "mkdirat", path);
  }

  /** Makes a FIFO, a socket, an empty file or a device; the mode is lessened by the umask. */
  public void mknodat(Fd directory, byte[] path, FileType type, int mode, DeviceNumber node)
      throws ErrnoException {
    long address = scratch().first(path, "mknodat");
    checked(
        syscalls.call(
            SyscallNumber.MKNODAT,
            directory.number(),
            address,
            type.modeBits() | mode,
            node.encoded()),
        "mknodat",
        path);
  }

  /** Makes a symbolic link with that target. */
  public void symlinkat(byte[] target, Fd directory, byte[] path) throws ErrnoException {
    Scratch memory = scratch();
    long targetAddress = memory.second(target, "symlinkat");
    long address = memory.first(path, "symlinkat");
    checked(
        syscalls.call(SyscallNumber.SYMLINKAT, targetAddress, directory.number(), address),
        "symlinkat",
        path);
  }

  /** Gives an existing file a second name. */
  public void linkat(Fd directory, byte[] existing, Fd newDirectory, byte[] name)
      throws ErrnoException {
    Scratch memory = scratch();
    long from = memory.first(existing, "linkat");
    long to = memory.second(name, "linkat");
    checked(
        syscalls.call(SyscallNumber.LINKAT, directory.number(), from, newDirectory.number(), to, 0),
        "linkat",
        name);
  }

  /** Gives an open file, even one opened with O_PATH or TMPFILE, a name. */
  public void linkat(Fd file, Fd newDirectory, byte[] name) throws ErrnoException {
    Scratch memory = scratch();
    long from = memory.descriptorPath(file.number());
    long to = memory.second(name, "linkat");
    checked(
        syscalls.call(
            SyscallNumber.LINKAT,
            Fd.CURRENT_DIRECTORY.number(),
            from,
            newDirectory.number(),
            to,
            AT_SYMLINK_FOLLOW),
        "linkat",
        name);
  }

  /** Removes a name that is no directory. */
  public void unlinkat(Fd directory, byte[] path) throws ErrnoException {
    remove(directory, path, 0);
  }

  /** Removes an empty directory. */
  public void rmdirat(Fd directory, byte[] path) throws ErrnoException {
    remove(directory, path, AT_REMOVEDIR);
  }

  private void remove(Fd directory, byte[] path, int flags) throws ErrnoException {
    long address = scratch().first(path, "unlinkat");
    checked(
        syscalls.call(SyscallNumber.UNLINKAT, directory.number(), address, flags),
        "unlinkat",
        path);
  }

  /** Renames atomically, replacing what has the new name. */
  public void renameat(Fd directory, byte[] path, Fd newDirectory, byte[] newPath)
      throws ErrnoException {
    renameat2(directory, path, newDirectory, newPath, RenameMode.REPLACE);
  }

  /** Renames atomically. */
  public void renameat2(Fd directory, byte[] path, Fd newDirectory, byte[] newPath, RenameMode mode)
      throws ErrnoException {
    Scratch memory = scratch();
    long from = memory.first(path, "renameat2");
    long to = memory.second(newPath, "renameat2");
    checked(
        syscalls.call(
            SyscallNumber.RENAMEAT2,
            directory.number(),
            from,
            newDirectory.number(),
            to,
            mode.flag()),
        "renameat2",
        path);
  }

  /** The target of a symbolic link. */
  public byte[] readlinkat(Fd directory, byte[] path) throws ErrnoException {
    Scratch memory = scratch();
    long address = memory.first(path, "readlinkat");
    NativeBuffer target = memory.value();
    long length =
        checked(
            syscalls.call(
                SyscallNumber.READLINKAT,
                directory.number(),
                address,
                target.address(),
                target.size()),
            "readlinkat",
            path);
    return target.getBytes(0, Math.toIntExact(length));
  }

  /**
   * Sets the low twelve mode bits of an open file, even one opened with O_PATH.
   *
   * <p>There is no way to do this to a symbolic link, and no need.
   */
  public void fchmod(Fd file, int permissions) throws ErrnoException {
    long result =
        file.isPathOnly()
            ? syscalls.call(
                SyscallNumber.FCHMODAT,
                Fd.CURRENT_DIRECTORY.number(),
                scratch().descriptorPath(file.number()),
                permissions)
            : syscalls.call(SyscallNumber.FCHMOD, file.number(), permissions);
    if (Syscalls.failed(result)) {
      throw new ErrnoException(
          "fchmod", file + ", 0" + Integer.toOctalString(permissions), (int) -result);
    }
  }

  /** Sets the low twelve mode bits of a name; a symbolic link there is refused with ELOOP. */
  public void fchmodat(Fd directory, byte[] name, int permissions) throws ErrnoException {
    // AT_SYMLINK_NOFOLLOW came with fchmodat2 in Linux 6.6, and seccomp profiles refuse that call.
    try (Fd file = openat(directory, name, OpenFlags.PATH | OpenFlags.NOFOLLOW)) {
      if (statx(file).isSymlink()) {
        throw new ErrnoException("fchmodat", ByteString.of(name).toString(), Errno.ELOOP);
      }
      fchmod(file, permissions);
    }
  }

  /** Sets the modification time of a name, and the access time to the same. */
  public void utimensat(Fd directory, byte[] path, Timestamp modified) throws ErrnoException {
    Scratch memory = scratch();
    long address = memory.first(path, "utimensat");
    checked(
        syscalls.call(
            SyscallNumber.UTIMENSAT,
            directory.number(),
            address,
            times(memory, modified, modified.nanoseconds()),
            AT_SYMLINK_NOFOLLOW),
        "utimensat",
        path);
  }

  /** Sets the modification time of an open file, even one opened with O_PATH; access time kept. */
  public void futimens(Fd file, Timestamp modified) throws ErrnoException {
    Scratch memory = scratch();
    long address = file.isPathOnly() ? memory.descriptorPath(file.number()) : 0;
    int directory = file.isPathOnly() ? Fd.CURRENT_DIRECTORY.number() : file.number();
    checked(
        syscalls.call(
            SyscallNumber.UTIMENSAT, directory, address, times(memory, modified, UTIME_OMIT), 0),
        "utimensat",
        file);
  }

  private static long times(Scratch memory, Timestamp modified, int accessNanoseconds) {
    NativeBuffer times = memory.struct();
    times.putLong(0, modified.seconds());
    times.putLong(8, accessNanoseconds);
    times.putLong(16, modified.seconds());
    times.putLong(24, modified.nanoseconds());
    return times.address();
  }

  /**
   * The names in a directory open for reading, in the order of their unsigned bytes, from the start
   * whatever was read before.
   */
  public List<DirectoryEntry> list(Fd directory) throws ErrnoException {
    checked(
        syscalls.call(SyscallNumber.LSEEK, directory.number(), 0, SEEK_SET), "lseek", directory);
    NativeBuffer listing = scratch().listing();
    List<DirectoryEntry> entries = new ArrayList<>();
    while (true) {
      long length =
          checked(
              syscalls.call(
                  SyscallNumber.GETDENTS64, directory.number(), listing.address(), listing.size()),
              "getdents64",
              directory);
      if (length == 0) {
        entries.sort(Comparator.comparing(DirectoryEntry::name));
        return entries;
      }
      DirectoryListing.read(listing, Math.toIntExact(length), entries);
    }
  }

  /**
   * Takes the lock of an open file unless another opening of it stands in the way. It belongs to
   * the descriptor and ends with it, also when the process is killed.
   *
   * @param exclusive whether nobody else may have it; else others may share it
   * @return false where another has it
   */
  public boolean tryLock(Fd file, boolean exclusive) throws ErrnoException {
    int operation = (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
    long result = syscalls.call(SyscallNumber.FLOCK, file.number(), operation);
    if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
      return false;
    }
    checked(result, "flock", file);
    return true;
  }

  /** The result, where it is a success. */
  static long checked(long result, String call, byte[] path) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, ByteString.of(path).toString(), (int) -result);
    }
    return result;
  }

  /** The result, where it is a success. */
  static long checked(long result, String call, Fd file) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, file.toString(), (int) -result);
    }
    return result;
  }

  /** The result, where it is a success. */
  static long checked(long result, String call, String arguments) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, arguments, (int) -result);
    }
    return result;
  }
}
