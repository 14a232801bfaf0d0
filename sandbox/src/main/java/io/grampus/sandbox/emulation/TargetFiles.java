package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * Finds the file that a process in a sandbox means, from outside.
 *
 * <p>Paths are resolved inside the process's root by openat2(2) with RESOLVE_IN_ROOT, relative ones
 * from the process's own working directory or descriptor, whose path proc(5) tells. Allocates
 * nothing per call.
 */
final class TargetFiles {
  /** The longest path the kernel takes, NUL included: path_resolution(7). */
  private static final int PATH_MAX = 4096;

  private static final int RESOLVE_NO_MAGICLINKS = 0x02;
  private static final int RESOLVE_IN_ROOT = 0x10;
  private static final int SIZE_OF_OPEN_HOW = 24;
  private static final int O_NOFOLLOW_X86 = 0x20000;
  private static final int O_NOFOLLOW_ARM = 0x8000;
  private static final byte[] PROC = "/proc".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);

  private final Syscalls syscalls;
  private final ProcessMemory memory;
  private final RootView root;
  private final long noFollow;

  /** The folder that a relative path starts from is put right before the path. */
  private final NativeBuffer path = NativeBuffer.allocate(3 * PATH_MAX);

  private final NativeBuffer link = NativeBuffer.allocate(PATH_MAX);
  private final NativeBuffer how = NativeBuffer.allocate(SIZE_OF_OPEN_HOW);
  private final ProcPath proc = new ProcPath();

  TargetFiles(Syscalls syscalls, ProcessMemory memory, RootView root) {
    this.syscalls = syscalls;
    this.memory = memory;
    this.root = root;
    this.noFollow =
        switch (syscalls.architecture()) {
          case X86_64 -> O_NOFOLLOW_X86;
          case AARCH64 -> O_NOFOLLOW_ARM;
        };
    how.putLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  }

  /** Whether the path argument is NULL or the empty string. */
  boolean isEmptyPath(int thread, long address) {
    return address == 0 || (memory.read(thread, address, path, 0, 1) == 1 && path.getByte(0) == 0);
  }

  /**
   * Opens the file as a mere location (O_PATH).
   *
   * @param directory the descriptor that relative paths start from, or AT_FDCWD
   * @return the descriptor, which the caller closes, or a negated errno; -EAGAIN where only the
   *     process itself can tell, as with paths below /proc
   */
  int open(int thread, int directory, long address, boolean follow) {
    int length = memory.readString(thread, address, path, PATH_MAX, PATH_MAX);
    if (length <= 0) {
      return length == 0 ? -Errno.ENOENT : length;
    }
    int start = path.getByte(PATH_MAX) == '/' ? PATH_MAX : prefix(thread, directory);
    if (start < 0 || startsWithProc(start)) {
      return -Errno.EAGAIN;
    }
    how.putLong(0, KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | (follow ? 0 : noFollow));
    if (root.hasOtherRoots()) {
      return openInOwnRoot(thread, start);
    }
    return openAt(root.fd(), start);
  }

  private int openAt(int rootFd, int start) {
    return (int)
        syscalls.call(
            SyscallNumber.OPENAT2, rootFd, path.address() + start, how.address(), SIZE_OF_OPEN_HOW);
  }

  /** A process that called chroot(2) has paths that start at that root. */
  private int openInOwnRoot(int thread, int start) {
    long rootFd =
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            proc.of(thread, "root"),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(rootFd)) {
      return (int) rootFd;
    }
    int opened = openAt((int) rootFd, withoutRoot(thread, start));
    close((int) rootFd);
    return opened;
  }

  /** What proc(5) says of a working directory starts at the sandbox's root: cut the process's. */
  private int withoutRoot(int thread, int start) {
    if (start == PATH_MAX) {
      return start;
    }
    long length =
        syscalls.call(
            SyscallNumber.READLINKAT,
            KernelConstants.AT_FDCWD,
            proc.of(thread, "root"),
            link.address(),
            PATH_MAX);
    boolean below = length > 1 && start + length < PATH_MAX;
    for (int index = 0; below && index < length; index++) {
      below = path.getByte(start + index) == link.getByte(index);
    }
    return below && path.getByte(start + (int) length) == '/' ? start + (int) length : start;
  }

  /** Puts the folder's path before the relative path; returns where it starts, or -1. */
  private int prefix(int thread, int directory) {
    long name =
        directory == KernelConstants.AT_FDCWD ? proc.of(thread, "cwd") : fdPath(thread, directory);
    long length =
        syscalls.call(
            SyscallNumber.READLINKAT, KernelConstants.AT_FDCWD, name, link.address(), PATH_MAX);
    if (length <= 0 || length >= PATH_MAX - 1 || link.getByte(0) != '/' || deleted((int) length)) {
      return -1;
    }
    int start = PATH_MAX - 1 - (int) length;
    for (int index = 0; index < length; index++) {
      path.putByte(start + index, link.getByte(index));
    }
    path.putByte(PATH_MAX - 1, (byte) '/');
    return start;
  }

  private boolean deleted(int length) {
    int offset = length - DELETED.length;
    if (offset < 0) {
      return false;
    }
    for (int index = 0; index < DELETED.length; index++) {
      if (link.getByte(offset + index) != DELETED[index]) {
        return false;
      }
    }
    return true;
  }

  private boolean startsWithProc(int start) {
    for (int index = 0; index < PROC.length; index++) {
      if (path.getByte(start + index) != PROC[index]) {
        return false;
      }
    }
    byte next = path.getByte(start + PROC.length);
    return next == 0 || next == '/';
  }

  /** Address of the path under which proc(5) shows a descriptor of the process. */
  long fdPath(int thread, int fd) {
    return fd == KernelConstants.AT_FDCWD ? proc.of(thread, "cwd") : proc.ofDescriptor(thread, fd);
  }

  /** Address of the path under which proc(5) shows a descriptor of this process. */
  long ownPath(int fd) {
    return proc.ofOwnDescriptor(fd);
  }

  void close(int fd) {
    syscalls.call(SyscallNumber.CLOSE, fd);
  }
}
